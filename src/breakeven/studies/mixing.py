"""Mixtures in an answer: how sure each is, and where one of them is the cheapest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.economics.account import Accounts, months_of
from breakeven.economics.blend_curve import BlendCurve
from breakeven.economics.breakeven import Curve, Region
from breakeven.economics.curve import CostCurve
from breakeven.economics.decision import Option
from breakeven.economics.hybrid_curve import HybridCurve
from breakeven.economics.market import Question
from breakeven.economics.options import Options
from breakeven.economics.overlay import overlaid
from breakeven.economics.rows import Row
from breakeven.studies.mixture import Mixture
from breakeven.studies.probability import certainty
from breakeven.studies.prospecting import Draw
from breakeven.studies.unknowns import unknowns_of
from breakeven.studies.worlds import Worlds


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranked:
    """Options with how sure they are, in the order in which they were given."""

    plain: tuple[Option, ...]
    mixed: tuple[Option, ...]


def ranked(
    shown: Options, mixtures: Sequence[Mixture], question: Question, draw: Draw | None
) -> Ranked:
    """Return rows and mixtures as options, each with its probability of being the best of all."""
    months = months_of(shown.curve, question.workload.requests_per_day) if shown.rows else []
    accounts = Accounts(question)
    plain = [accounts.option(row, m) for row, m in zip(shown.rows, months, strict=True)]
    mixed = [one.option(question) for one in mixtures]
    if draw is None or not (plain or mixed):
        return Ranked(plain=tuple(plain), mixed=tuple(mixed))
    sure = certainty(_totals(shown, mixtures, question, draw))
    figures = zip(
        [*plain, *mixed], sure.p_best, sure.usd_p05, sure.usd_p95, sure.regret_usd, strict=True
    )
    found = [
        replace(
            option,
            p_best=float(p),
            usd_per_month_p05=float(low),
            usd_per_month_p95=float(high),
            regret_usd_per_month=float(regret),
        )
        for option, p, low, high, regret in figures
    ]
    return Ranked(plain=tuple(found[: len(plain)]), mixed=tuple(found[len(plain) :]))


def _totals(shown: Options, mixtures: Sequence[Mixture], question: Question, draw: Draw) -> Array:
    """Return the cost of a month, shape (rows and mixtures, samples): all in the same worlds."""
    rows: dict[int, Row] = {id(row): row for one in mixtures for row in one.rows}
    place = {key: len(shown.rows) + i for i, key in enumerate(rows)}
    found = shown.joined(tuple(rows.values()), question)
    unknowns = unknowns_of(found, question, ahead=False)
    worlds = Worlds(found=found, question=question, unknowns=unknowns)
    curve = worlds.sampled(draw.inputs(unknowns))
    volume = question.workload.requests_per_day
    totals = np.asarray(curve.cost(volume), float)[: len(shown.rows)]
    more = [
        one.usd([case_of(curve, place[id(row)]) for row in one.rows], question) for one in mixtures
    ]
    return np.concatenate([totals, *(np.broadcast_to(m, totals.shape[1:])[None] for m in more)])


def case_of(curve: CostCurve, row: int) -> CostCurve:
    """Return one option's curve in all samples, from arrays of shape (options, samples)."""
    names = ("fixed", "per_request", "step_usd", "step_requests", "minimum_steps", "scaled")
    numbers = {name: getattr(curve, name) for name in (*names, "base_ratio")}
    picked = {n: v[row] if np.ndim(v) == 2 else v for n, v in numbers.items()}
    return replace(curve, **picked)


def with_mixtures(
    areas: Sequence[Region], found: Options, mixtures: Sequence[Mixture]
) -> tuple[Region, ...]:
    """Return the regions of volume with the mixtures laid over them."""
    index = {name: i for i, name in enumerate(found.ids)}
    known: dict[str, Curve] = {a.cheapest: found.curve.pick(index[a.cheapest]) for a in areas}
    return overlaid(areas, known, {one.id: one.curve for one in mixtures})


def best_curves(
    mixtures: Sequence[Mixture], volume: float, *, winners: Sequence[str] = ()
) -> Mapping[str, HybridCurve | BlendCurve]:
    """Return the curves of the mixture that is the cheapest at a volume, and of some winners."""
    best = min(mixtures, key=lambda one: float(np.asarray(one.curve.cost(volume))), default=None)
    return {one.id: one.curve for one in mixtures if one is best or one.id in winners}
