"""Which of many options an answer shows, and whose curves a reader would compare."""

from collections.abc import Sequence

import numpy as np

from breakeven.domain.numbers import Index
from breakeven.domain.offers import OptionKind
from breakeven.economics.breakeven import Region
from breakeven.economics.curve import CostCurve
from breakeven.economics.decision import Option
from breakeven.economics.market import Question
from breakeven.economics.options import Options

WINNERS = 3
"""How many winners of ranges of volume are compared beside the best of each kind."""
COMPARED: tuple[OptionKind, ...] = ("api", "hosted", "reserved_api", "rented", "owned")


def worth_showing(
    found: Options, question: Question, areas: Sequence[Region], *, most: int
) -> Index:
    """Return the rows to show, cheapest first: the best of each series, and who wins elsewhere.

    A series is one model on one provider's accelerator under one purchase; its configurations
    differ in GPUs per replica, precision and machine. After `most` of them only the best of each
    model and way to buy; where that is none at all, of each model and kind. Of equals those whose
    rate is no guess go first, then the order of their names.
    """
    usd = np.asarray(found.curve.cost(question.workload.requests_per_day), float)
    guessed, ids = found.guessed, found.ids
    order = np.lexsort((np.array(ids), guessed, usd)).tolist()
    winners = {area.cheapest for area in areas}
    series: set[str] = set()
    ways: set[tuple[str, ...]] = set()
    shown: list[int] = []
    for i in order:
        row = found.rows[i]
        way = (row.kind, row.purchase if most else "", row.candidate.model.id)
        of = row.series if most else ""
        first = of not in series and len(shown) < most
        if first or way not in ways or ids[i] in winners:
            shown.append(i)
        series.add(of)
        ways.add(way)
    return np.array(shown, int)


def compared(
    ranked: Sequence[Option], found: Options, areas: Sequence[Region]
) -> dict[str, CostCurve]:
    """Return the curves that a reader would compare.

    They are the best of each kind, the best fleet's weights hosted elsewhere, and the winners of
    the widest ranges of volume.
    """
    best = [next((o for o in ranked if o.kind == kind), None) for kind in COMPARED]
    fleet = best[COMPARED.index("rented")]
    same = next((o for o in ranked if fleet and (o.kind, o.model) == ("hosted", fleet.model)), None)
    index = {name: i for i, name in enumerate(found.ids)}
    names = [*(o.id for o in (*best, same) if o), *widest(areas)]
    return {name: found.curve.pick(index[name]) for name in names}


def widest(areas: Sequence[Region]) -> list[str]:
    """Return who wins the widest ranges, as ratios of volumes."""
    width: dict[str, float] = {}
    for area in areas:
        ends = (area.from_requests_per_day, area.to_requests_per_day or np.inf)
        width[area.cheapest] = width.get(area.cheapest, 0.0) + float(np.log(ends[1] / ends[0]))
    return sorted(width, key=lambda name: -width[name])[:WINNERS]
