"""Answer one combination of a sweep, on whatever process it was sent to."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from breakeven.api.answering import Terms, answer
from breakeven.api.known import Known, known_facts
from breakeven.api.workloads import workload_of
from breakeven.domain.errors import BreakevenError
from breakeven.domain.scenario import ScenarioWorkload
from breakeven.domain.sweep import Answered, Point
from breakeven.domain.workload import Workload
from breakeven.economics.breakeven import Region
from breakeven.economics.decision import Decision


class Place:
    """What a process keeps in memory between two combinations: the facts, and logs it has read."""

    def __init__(self, as_of: date, facts: str | None, folder: str) -> None:
        self.known: Known = known_facts(as_of, facts)
        self.folder = Path(folder)
        self._workloads: dict[str, Workload] = {}

    def workload(self, point: Point) -> Workload:
        """Return the traffic of a combination; the same traffic is read once."""
        told: ScenarioWorkload = point.scenario.workload
        key = f"{point.scenario.name} {told}"
        if key not in self._workloads:
            self._workloads[key] = workload_of(
                point.scenario, self.known.catalog, folder=self.folder
            )
        return self._workloads[key]


@lru_cache(maxsize=2)
def place(as_of: date, facts: str | None, folder: str, run: str) -> Place:  # noqa: ARG001
    """Return what this process keeps for one run; another run reads an overlay anew."""
    return Place(as_of, facts, folder)


def answered(
    point: Point, *, as_of: date, facts: str | None, folder: str, run: str, terms: Terms
) -> Answered:
    """Return what a combination's answer comes to; what is wrong with it is its `problem`."""
    try:
        here = place(as_of, facts, folder, run)
        decision = answer(here.known, point.scenario, here.workload(point), terms=terms)
    except BreakevenError as error:
        return Answered(number=point.number, values=point.values, problem=str(error))
    return summed_up(point, decision)


def summed_up(point: Point, decision: Decision) -> Answered:
    """Return a decision as one row."""
    feasible = decision.feasible
    if not feasible:
        problem = f"all {decision.weighed} options were rejected"
        return Answered(number=point.number, values=point.values, problem=problem)
    best, second = feasible[0], feasible[1] if len(feasible) > 1 else None
    below, above = _around(decision.regions, decision.workload.requests_per_day)
    return Answered(
        number=point.number,
        values=point.values,
        winner=best.id,
        winner_kind=best.kind,
        usd_per_month=best.usd_per_month,
        usd_per_million_tokens=best.usd_per_million_tokens,
        p_best=best.p_best,
        runner_up=second.id if second else "",
        runner_up_usd_per_month=second.usd_per_month if second else None,
        crossings=max(len(decision.regions) - 1, 0),
        flips_below_requests_per_day=below.from_requests_per_day if below else None,
        flips_above_requests_per_day=above.from_requests_per_day if above else None,
        flips_above_to=above.cheapest if above else "",
    )


def _around(regions: tuple[Region, ...], volume: float) -> tuple[Region | None, Region | None]:
    """Return the region of a volume, unless it is the first one, and the next one."""
    inside = [i for i, r in enumerate(regions) if r.from_requests_per_day <= volume]
    own = inside[-1] if inside else 0
    below = regions[own] if 0 < own < len(regions) else None
    above = regions[own + 1] if own + 1 < len(regions) else None
    return below, above
