"""Between which volumes the winner stays cheaper than each of the others."""

from rich.table import Column, Table
from rich.text import Text

from breakeven.economics.breakeven import Breakeven, Region
from breakeven.economics.decision import Decision
from breakeven.outputs.numbers import count, plain, times
from breakeven.outputs.tables import offer_text


def flip_table(decision: Decision, *, winner: str) -> Table:
    """Return one line for each offer that the winner was compared with."""
    grid = Table.grid(Column(), Column(), padding=(0, 2, 0, 0))
    at = decision.workload.requests_per_day
    for names, found in decision.crossings.items():
        if winner in names:
            other = names[1] if names[0] == winner else names[0]
            grid.add_row(Text.assemble("to ", offer_text(other)), flips(found, winner, at=at))
    return grid


def flips(found: Breakeven, winner: str, *, at: float) -> str:
    """Return the volumes around the workload's own at which the other becomes the cheaper."""
    own = region_at(found, at)
    if own is None or own.cheapest != winner:
        return "already at this volume"
    low, high = own.from_requests_per_day, own.to_requests_per_day
    unsearched = high is not None and high == found.searched_to_requests_per_day
    below = f"below {_flip(low, at)}" if low else ""
    above = f"above {_flip(high, at)}" if high is not None and not unsearched else ""
    edges = " and ".join(part for part in (below, above) if part) or "at no volume"
    return f"{edges}, as far as {count(high)} a day" if unsearched else edges


def region_at(found: Breakeven, at: float) -> Region | None:
    """Return the region of a volume; a region includes its upper end."""
    for region in found.regions:
        end = region.to_requests_per_day
        if end is None or at <= end:
            return region
    return None


def _flip(edge: float, at: float) -> str:
    """Return a volume and how far it is from the workload's own."""
    ratio = edge / at
    far = times(ratio) if ratio >= 1 else f"1/{plain(round(1 / ratio, 1))}"
    return f"{count(edge)} requests a day ({far} yours)"
