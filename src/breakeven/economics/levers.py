"""What would change the answer today: volume, prices, utilisation, latency target."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.domain.workload import LatencyTargets
from breakeven.economics.breakeven import Region
from breakeven.economics.cost_lines import Trend
from breakeven.economics.curve import CostCurve
from breakeven.economics.fleet import timed
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.market import Question
from breakeven.economics.options import Options
from breakeven.economics.prospect import Lever
from breakeven.economics.rows import ReservedRow
from breakeven.serving.capacity import capacity
from breakeven.serving.traffic import traffic_of

MOVING: tuple[Trend, ...] = ("tokens", "machines", "hardware")
"""Trends of lines that follow an option's own price."""
LOOSEST = 30.0
"""Targets are loosened, or tightened, by no more than this."""
STEPS = 30
"""Halvings of a search: more than enough for a rounded figure."""


def levers(found: Options, question: Question, areas: Sequence[Region]) -> tuple[Lever, ...]:
    """Return what would have to change for another option to be the cheapest of a month."""
    volume = question.workload.requests_per_day
    usd = np.asarray(found.curve.cost(volume), float)
    if usd.size < 2:
        return ()
    order = np.argsort(usd, kind="stable")
    winner, second = int(order[0]), int(order[1])
    rivals = rivals_of(found, order)
    rise = _Price(found, question, winner).at(usd[second])
    return (
        *volumes(areas, volume, found.ids[winner]),
        replace(rise, instead=found.ids[second]),
        *(_Price(found, question, rival).at(usd[winner]) for rival in rivals),
        *uses(found, question, rivals, float(usd[winner])),
        *_latencies(found, question, winner, second, rivals, usd),
    )


def rivals_of(found: Options, order: Index) -> list[int]:
    """Return the best of each other kind."""
    seen = {found.rows[order[0]].kind}
    rivals = []
    for i in order:
        if found.rows[i].kind not in seen:
            seen.add(found.rows[i].kind)
            rivals.append(int(i))
    return rivals


def volumes(areas: Sequence[Region], volume: float, winner: str) -> Iterator[Lever]:
    """Yield the nearest volumes on either side at which another option is the cheapest."""
    below = [a for a in areas if a.cheapest != winner and (a.to_requests_per_day or 0) < volume]
    above = [a for a in areas if a.cheapest != winner and a.from_requests_per_day >= volume]
    for area, edge in (
        *((a, a.to_requests_per_day) for a in below[-1:]),
        *((a, a.from_requests_per_day) for a in above[:1]),
    ):
        yield Lever(
            what="volume",
            of="",
            now=volume,
            then=edge,
            unit="requests/day",
            instead=area.cheapest,
        )


@dataclass(frozen=True, slots=True)
class _Price:
    """An option's own price: of its tokens or of its machines."""

    found: Options
    question: Question
    row: int

    def at(self, usd: float) -> Lever:
        """Return the price at which the option costs as much."""
        found, question, row = self.found, self.question, self.found.rows[self.row]
        volume = question.workload.requests_per_day
        curve = found.curve.pick(self.row)
        one = found.take(np.array([self.row])).ledger
        tokens = float(np.asarray(one.amounts(question.assumed, "request", MOVING))[0]) * volume
        machine = float(np.asarray(one.amounts(question.assumed, "machine", MOVING))[0])
        spares = question.assumed("spare_machines") * float(np.asarray(one.time.spared)[0])
        part = tokens + machine * (float(curve.running(volume)) + spares)
        factor = 1.0 + (usd - float(curve.cost(volume))) / part if part else -1.0
        now, unit = price_of(row, question, tokens)
        return Lever(
            what="price",
            of=row.id,
            now=now,
            then=now * factor if factor > 0 else None,
            unit=unit,
            instead=row.id,
        )


def price_of(row: object, question: Question, tokens_usd: float) -> tuple[float, str]:
    """Return a row's own price with its unit; `tokens_usd` is a month of all its tokens."""
    if isinstance(row, FleetRow):
        machine = row.machine
        if hasattr(machine, "usd_per_hour"):
            return float(machine.usd_per_hour), "USD/hour"
        return float(machine.usd), "USD/machine"
    if isinstance(row, ReservedRow):
        return row.offer.usd_per_unit_hour, "USD/unit-hour"
    work = question.workload
    tokens = question.requests_per_month * (work.input_tokens.mean + work.output_tokens.mean)
    return tokens_usd * 1e6 / tokens, "USD/million tokens"


def uses(found: Options, question: Question, rivals: Sequence[int], usd: float) -> Iterator[Lever]:
    """Yield the utilisation at which each fleet that loses would win: its peaks flattened."""
    volume = question.workload.requests_per_day
    for i in rivals:
        row = found.rows[i]
        if not isinstance(row, FleetRow):
            continue
        curve, peak = found.curve.pick(i), question.demand.peak_factor

        def cost(flatter: float, curve: CostCurve = curve) -> float:
            wider = replace(curve, step_requests=float(curve.step_requests) * flatter)
            return float(wider.cost(volume))

        flatter = _least(lambda f, cost=cost: cost(f) <= usd, 1.0, peak)  # type: ignore[misc]
        now = volume / (float(curve.running(volume)) * float(curve.step_requests) * peak)
        then = None
        if flatter is not None:
            width = float(curve.step_requests) * flatter
            wide = replace(curve, step_requests=width)
            then = min(volume / (float(wide.running(volume)) * width * peak / flatter), 1.0)
        yield Lever(what="utilization", of=row.id, now=now, then=then, unit="share", instead=row.id)


def _latencies(
    found: Options,
    question: Question,
    winner: int,
    second: int,
    rivals: Sequence[int],
    usd: Array,
) -> Iterator[Lever]:
    """Yield how much looser targets must be for a fleet to win, or tighter for it to lose."""
    row = found.rows[winner]
    if isinstance(row, FleetRow):
        yield latency(found, question, winner, float(usd[second]), loses=True, to=second)
        return
    fleets = [i for i in rivals if isinstance(found.rows[i], FleetRow)]
    for i in fleets:
        yield latency(found, question, i, float(usd[winner]), loses=False, to=i)


def latency(
    found: Options, question: Question, i: int, usd: float, *, loses: bool, to: int
) -> Lever:
    """Return the factor on all targets at which a fleet costs more, or no more, than another."""
    row = found.rows[i]
    assert isinstance(row, FleetRow)  # noqa: S101 - callers ask for fleets
    curve, served = found.curve.pick(i), _served(row, question)
    volume, now = question.workload.requests_per_day, served(1.0)

    def cost(scale: float) -> float:
        gain = served(scale) / now
        if gain <= 0:
            return np.inf
        return float(replace(curve, step_requests=float(curve.step_requests) * gain).cost(volume))

    if loses:
        factor = _least(lambda f: cost(1.0 / f) > usd, 1.0, LOOSEST)
        then = None if factor is None else 1.0 / factor
    else:
        then = _least(lambda f: cost(f) <= usd, 1.0, LOOSEST)
    return Lever(
        what="latency",
        of=row.id,
        now=1.0,
        then=then,
        unit="x the targets",
        instead=found.rows[to].id,
    )


def _served(row: FleetRow, question: Question) -> Callable[[float], float]:
    """Return what a replica serves by the closed form when all targets are scaled."""
    combo, traffic = row.replica.combo, traffic_of(question.workload)
    cost, memory = timed(row.candidate.model, combo, traffic)

    def rate(scale: float) -> float:
        targets = _scaled(question.targets, scale)
        best = capacity(cost, combo.hardware, memory, traffic, targets=targets)
        if not np.asarray(best.feasible).reshape(-1)[0]:
            return 0.0
        return float(np.asarray(best.load.requests_per_second).reshape(-1)[0])

    return rate


def _scaled(targets: LatencyTargets, scale: float) -> LatencyTargets:
    def of(value: float | None) -> float | None:
        return None if value is None else value * scale

    return LatencyTargets(
        ttft_p99_ms=of(targets.ttft_p99_ms),
        tpot_p99_ms=of(targets.tpot_p99_ms),
        e2e_p99_ms=of(targets.e2e_p99_ms),
    )


def _least(holds: Callable[[float], bool], low: float, high: float) -> float | None:
    """Return the least value in [low, high] from which on something holds, None where not at high.

    It must hold from some value on.
    """
    if not holds(high):
        return None
    if holds(low):
        return low
    for _ in range(STEPS):
        middle = float(np.sqrt(low * high))
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
