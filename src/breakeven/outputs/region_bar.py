"""Which offer is the cheapest at which volume: one line of text on a logarithmic scale."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from breakeven.economics.breakeven import Region
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import count, plural, volume

FILLS = ("░", "▒", "▓", "█", "─", "═")
STYLES = ("cyan", "yellow", "green", "magenta", "blue", "red")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
REACH = 3e4
AIR = 3.0
"""How far, as a factor, the ends of a scale keep from what it shows."""
NAMED = 6
"""Offers that get a line of the legend."""


@dataclass(frozen=True, slots=True)
class Window:
    """The volumes that a bar or a chart shows."""

    low: float
    high: float

    def place(self, requests_per_day: float, *, width: int) -> int:
        """Return the cell of a volume."""
        share = log10(requests_per_day / self.low) / log10(self.high / self.low)
        return min(max(int(share * width), 0), width - 1)

    def volume_at(self, cell: int, *, width: int) -> float:
        """Return the volume at the middle of a cell."""
        return float(self.low * (self.high / self.low) ** ((cell + 0.5) / width))


def window_of(edges: Iterable[float], *, at: float | None = None) -> Window:
    """Return whole decades that show every change and the volume asked about, with some air.

    Changes further than REACH from that volume are left out.

    >>> window_of([44_444.0], at=5000.0)
    Window(low=1000.0, high=1000000.0)
    """
    near = [e for e in edges if e > 0 and (not at or at / REACH <= e <= at * REACH)]
    near = [*near, at] if at else near or [1000.0]
    low = 10.0 ** floor(log10(min(near) / AIR))
    high = 10.0 ** ceil(log10(max(near) * AIR))
    return Window(low, max(high, low * 1000))


def cheapest_at(regions: Sequence[Region], requests_per_day: float) -> str:
    """Return who is the cheapest at a volume; a region includes its upper end."""
    for region in regions:
        end = region.to_requests_per_day
        if end is None or requests_per_day <= end:
            return region.cheapest
    return regions[-1].cheapest


@dataclass(frozen=True, slots=True)
class RegionBar:
    """The bar with its scale, a mark at the workload's own volume, and a legend."""

    regions: tuple[Region, ...]
    at: float | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not self.regions:
            return
        width = min(options.max_width, 100) - 2
        window = window_of((r.from_requests_per_day for r in self.regions[1:]), at=self.at)
        winners = [
            cheapest_at(self.regions, window.volume_at(cell, width=width)) for cell in range(width)
        ]
        letters = dict(zip(dict.fromkeys(winners), LETTERS, strict=False))
        yield _bar(winners, letters)
        yield _scale(window, width)
        if self.at:
            yield _mark(window.place(self.at, width=width), self.at, width)
        yield from _legend(self.regions, letters)


def _bar(winners: Sequence[str], letters: dict[str, str]) -> Text:
    bar = Text(no_wrap=True)
    start = 0
    for cell in range(1, len(winners) + 1):
        if cell < len(winners) and winners[cell] == winners[start]:
            continue
        letter = letters.get(winners[start], "?")
        order = LETTERS.find(letter) % len(FILLS)
        wide = cell - start >= len(" A ")
        run = (f" {letter} " if wide else "").center(cell - start, FILLS[order])
        bar.append(run, style=STYLES[order])
        start = cell
    return bar


def _scale(window: Window, width: int) -> Text:
    """Return the decades under the bar, as many as fit."""
    line = [" "] * width
    free = 0
    decade = window.low
    while decade < window.high * 1.001:
        label = volume(decade)
        cell = window.place(decade, width=width)
        cell = min(cell, width - len(label))
        if cell >= free:
            line[cell : cell + len(label)] = label
            free = cell + len(label) + 2
        decade *= 10
    return Text("".join(line), style="dim", no_wrap=True)


def _mark(cell: int, at: float, width: int) -> Text:
    label = f"yours, {count(at)} a day"
    if cell + 2 + len(label) <= width:
        return Text(" " * cell + "^ " + label, no_wrap=True)
    return Text((label + " ^").rjust(cell + 1), no_wrap=True)


def _legend(regions: Sequence[Region], letters: dict[str, str]) -> Iterator[Text]:
    for offer, letter in list(letters.items())[:NAMED]:
        name = name_of(offer)
        yield Text.assemble(
            (f"{letter}  ", "bold"),
            name.model,
            " ",
            (name.where, "dim"),
            f"  {reach(regions, offer)}",
        )
    if len(letters) > NAMED:
        yield Text(f"   and {plural(len(letters) - NAMED, 'offer')} more", style="dim")


def reach(regions: Sequence[Region], offer: str) -> str:
    """Return where an offer is the cheapest, in words; the ends of the search are no limits."""
    own = [r for r in regions if r.cheapest == offer]
    low, high = count(own[0].from_requests_per_day), count(own[-1].to_requests_per_day)
    first, last = own[0] is regions[0], own[-1] is regions[-1]
    if len(regions) == 1:
        return "at every volume" if own[0].to_requests_per_day is None else f"{low} to {high}"
    where = {
        (False, False): f"{low} to {high}",
        (True, False): f"up to {high}",
        (False, True): f"above {low}",
        (True, True): "both ends included",
    }[first, last]
    return where if len(own) == 1 else f"in {len(own)} ranges, {where}"
