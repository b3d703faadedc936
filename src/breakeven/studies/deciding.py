"""From a question and a market to a ranked answer that explains itself."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np

from breakeven.domain.offers import OptionKind
from breakeven.domain.provenance import Assumption
from breakeven.economics.breakeven import Breakeven, Region, cross
from breakeven.economics.curve import CostCurve
from breakeven.economics.decision import Decision, Option
from breakeven.economics.envelope import regions
from breakeven.economics.market import Market, Question
from breakeven.economics.options import Options, options
from breakeven.economics.rows import option_of
from breakeven.studies.uncertainty import spread

SPAN = 1_000.0
"""Regions are sought from a thousandth of the volume to a thousand times it."""
COMPARED: tuple[OptionKind, ...] = ("api", "hosted", "rented")


def decide(
    market: Market,
    question: Question,
    *,
    samples: int,
    warnings: tuple[str, ...] = (),
    facts: Mapping[str, str],
) -> Decision:
    """Return every option of a question, cheapest first, with every crossing that matters."""
    found = options(market, question)
    ranked = _ranked(found, question, samples=samples)
    curves = _compared(ranked, found)
    return Decision(
        as_of=market.as_of,
        workload=question.workload,
        demand=question.demand,
        targets=question.targets,
        options=(*ranked, *found.excused),
        regions=_regions(found, question),
        curves=curves,
        crossings=_crossings(curves),
        assumptions=_used(question),
        warnings=warnings,
        reference_model=question.reference_model,
        days_per_month=question.days_per_month,
        samples=samples if ranked else 0,
        facts=facts,
    )


def _ranked(found: Options, question: Question, *, samples: int) -> tuple[Option, ...]:
    """Return the priced options, cheapest first; equals keep the order of their names."""
    if not found.rows:
        return ()
    usd = np.asarray(found.curve.cost(question.workload.requests_per_day), float)
    sure = spread(found, question, samples=samples) if samples else None
    order = sorted(range(len(usd)), key=lambda i: (usd[i], found.ids[i]))
    ranked = []
    for i in order:
        option = option_of(found.rows[i], question, found.curve.pick(i))
        if sure is not None:
            option = replace(
                option,
                p_best=float(sure.p_best[i]),
                usd_per_month_p05=float(sure.usd_per_month_p05[i]),
                usd_per_month_p95=float(sure.usd_per_month_p95[i]),
            )
        ranked.append(option)
    return tuple(ranked)


def _compared(ranked: tuple[Option, ...], found: Options) -> dict[str, CostCurve]:
    """Return the curves of the best of each kind, and of the winner's own weights elsewhere."""
    chosen: dict[str, None] = {}
    for kind in COMPARED:
        best = next((o for o in ranked if o.kind == kind), None)
        if best:
            chosen.setdefault(best.id)
    rented = next((o for o in ranked if o.kind == "rented"), None)
    same = next(
        (o for o in ranked if rented and o.kind == "hosted" and o.model == rented.model), None
    )
    if same:
        chosen.setdefault(same.id)
    index = {name: i for i, name in enumerate(found.ids)}
    return {name: found.curve.pick(index[name]) for name in chosen}


def _crossings(curves: Mapping[str, CostCurve]) -> dict[tuple[str, str], Breakeven]:
    return {(a, b): cross(curves[a], curves[b], names=(a, b)) for a, b in combinations(curves, 2)}


def _regions(found: Options, question: Question) -> tuple[Region, ...]:
    volume = question.workload.requests_per_day
    if not found.rows:
        return ()
    return regions(found.curve, found.ids, low=max(volume / SPAN, 1.0), high=volume * SPAN)


def _used(question: Question) -> tuple[Assumption, ...]:
    """Return the assumptions that this answer rests on."""
    hidden = question.without | (
        {"burst_minute"} if question.workload.peak_to_mean.minute else set()
    )
    people = {"people_share", "engineer_hours_per_month", "engineer_usd_per_hour"}
    if "people" in question.without:
        hidden = hidden | people
    return tuple(a for name, a in question.assumptions.items() if name not in hidden)
