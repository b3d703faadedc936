"""Look ahead: the leading options over all months, how sure the choice is, what to measure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.economics.cashflow import irr, payback_months
from breakeven.economics.market import Question
from breakeven.economics.options import Options
from breakeven.economics.prospect import (
    Influence,
    Measurement,
    OptionAhead,
    Payback,
    Prospect,
    Swing,
)
from breakeven.studies.commitment import committed
from breakeven.studies.contenders import Contenders, contenders
from breakeven.studies.flips import Flip, flips
from breakeven.studies.information import information
from breakeven.studies.mixture import Mixture
from breakeven.studies.probability import Certainty, certainty, lead
from breakeven.studies.sampling import sample
from breakeven.studies.sensitivity import design, sobol
from breakeven.studies.tornado import Tornado, tornado
from breakeven.studies.unknown import Unknown
from breakeven.studies.waiting import cheapest_free, locked, waiting, ways_of
from breakeven.studies.wording import words
from breakeven.studies.worlds import Worlds

LEADERS = 24
"""Models and kinds whose best option is looked at."""
SHOWN = 12
"""Unknowns that are reported."""
MATTERS = 0.002
"""Share of the lead, or of a dollar, by which an unknown must move it to be reported."""
INFLUENCE_SAMPLES = 256


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draw:
    """Where the samples come from."""

    cube: Array
    """Points of `sampling.unit_cube`."""
    seed: int

    @property
    def samples(self) -> int:
        """How many there are."""
        return int(self.cube.shape[1])

    def inputs(self, unknowns: Sequence[Unknown], *, second: bool = False) -> Array:
        """Return samples of unknowns, shape (unknowns, samples)."""
        return sample(unknowns, cube=self.cube, seed=self.seed, second=second)


def prospect(
    found: Options,
    question: Question,
    draw: Draw,
    *,
    mixtures: Sequence[Mixture] = (),
    influences: bool = False,
) -> Prospect | None:
    """Return the months ahead of the leading options and of mixtures; None where there is none."""
    if not found.rows and not mixtures:
        return None
    led = found.take(leaders(found, question)) if found.rows else found
    worlds = contenders(led, mixtures, question)
    unknowns = worlds.unknowns
    central = worlds.ahead(worlds.central)[:, 0]
    order = np.argsort(central, kind="stable")
    worlds = worlds.sorted(order)
    inputs = draw.inputs(unknowns)
    totals = worlds.ahead(inputs)
    cash = worlds.by_month(worlds.central)[:, :, 0]
    swung = tornado(worlds.ahead, unknowns=unknowns)
    ways = ways_of(worlds, inputs, totals)
    known = information(
        totals,
        inputs=inputs,
        ids=[u.id for u in unknowns],
        error_left=0.0,
        seed=draw.seed,
    )
    return Prospect(
        months=question.months,
        discount_rate_per_year=question.assumed("discount_rate_per_year"),
        options=_options(worlds, central[order], cash, certainty(totals)),
        paybacks=_paybacks(worlds, cash, central[order]),
        waiting=waiting(ways),
        locked=locked(ways),
        swings=_swings(worlds, swung),
        evpi_usd=known.evpi_usd,
        measurements=tuple(
            Measurement(
                id=one.id,
                usd=one.usd,
                usd_error=one.usd_error,
                p_change=one.p_change,
                instead="" if one.instead is None else worlds.ids[one.instead],
            )
            for one in known.worth[:SHOWN]
            if one.usd > 0
        ),
        influences=_influences(worlds, draw) if influences else (),
        samples=inputs.shape[1],
        names={u.id: words(u.id, question) for u in unknowns},
    )


def leaders(found: Options, question: Question) -> Index:
    """Return the rows worth looking ahead for, all assumptions at their values.

    They are the best over the horizon of each kind and model, of those the first; the best of each
    way to buy; and the cheapest of today's month.
    """
    some = _promising(found, question)
    plain = committed(Worlds(found=found.take(some), question=question, unknowns=()))
    usd = plain.ahead(np.empty((0, 1)))[:, 0]
    best: dict[tuple[str, str], int] = {}
    ways: dict[tuple[str, str], int] = {}
    for i in some[np.argsort(usd, kind="stable")]:
        row = found.rows[i]
        best.setdefault((row.kind, row.candidate.model.id), int(i))
        ways.setdefault((row.kind, row.purchase), int(i))
    chosen = [*list(best.values())[:LEADERS], *ways.values(), int(some[0])]
    return np.array(sorted(set(chosen)), np.intp)


def _promising(found: Options, question: Question) -> Index:
    """Return of each model and way to buy the cheapest at the first and at the last month's volume.

    The cheapest of today comes first.
    """
    volume = question.workload.requests_per_day
    growth = Worlds(found=found, question=question, unknowns=()).outlook(np.empty((0, 1))).volume
    first: dict[object, int] = {}
    for factor in (1.0, float(growth[-1, 0])):
        usd = np.asarray(found.curve.cost(volume * factor), float)
        for i in np.argsort(usd, kind="stable"):
            row = found.rows[i]
            first.setdefault((factor, row.kind, row.purchase, row.candidate.model.id), int(i))
    return np.array(list(dict.fromkeys(first.values())), np.intp)


def _options(
    worlds: Contenders, central: Array, cash: Array, sure: Certainty
) -> tuple[OptionAhead, ...]:
    once = worlds.once_usd
    return tuple(
        OptionAhead(
            id=name,
            usd=float(central[i]),
            usd_undiscounted=float(cash[i].sum()),
            once_usd=float(once[i]),
            usd_by_month=tuple(float(x) for x in cash[i]),
            usd_mean=float(sure.usd_mean[i]),
            usd_p05=float(sure.usd_p05[i]),
            usd_p95=float(sure.usd_p95[i]),
            p_best=float(sure.p_best[i]),
            regret_usd=float(sure.regret_usd[i]),
        )
        for i, name in enumerate(worlds.ids)
    )


def _paybacks(worlds: Contenders, cash: Array, central: Array) -> tuple[Payback, ...]:
    """Return when each costlier start pays back, against the cheapest without commitment."""
    base = cheapest_free(worlds, central)
    if base is None:
        return ()
    found = []
    for i, name in enumerate(worlds.ids):
        saved = cash[base] - cash[i]
        upfront = float(-np.minimum.accumulate(np.cumsum(saved)).min(initial=0.0))
        if i == base or upfront <= 0.0 or saved[0] >= 0.0:
            continue
        found.append(
            Payback(
                id=name,
                against=worlds.ids[base],
                upfront_usd=upfront,
                months=payback_months(saved),
                npv_usd=float(central[base] - central[i]),
                irr_per_year=irr(saved).per_year,
            )
        )
    return tuple(sorted(found, key=lambda one: -one.npv_usd))


def _swings(worlds: Contenders, swung: Tornado) -> tuple[Swing, ...]:
    """Return the widest swings; where the winner flips is sought only where it does."""
    ids = worlds.ids
    by_id = {u.id: u for u in worlds.unknowns}
    turns = {s.id: s for s in swung.swings if s.flips}
    at = _flips(worlds, [by_id[name] for name in turns])
    shown = [*turns.values(), *(s for s in swung.swings if s.id not in turns)][:SHOWN]
    return tuple(
        Swing(
            id=one.id,
            low=one.low,
            high=one.high,
            lead_usd_at_low=one.lead_usd_at_low,
            lead_usd_at_high=one.lead_usd_at_high,
            flips_at=at[one.id].value if one.id in at else None,
            instead=ids[at[one.id].instead] if one.id in at else "",
        )
        for one in sorted(shown, key=lambda s: -s.lead_swing_usd)
        if one.lead_swing_usd > MATTERS * max(abs(swung.lead_usd), 1.0)
    )


def _flips(worlds: Contenders, some: Sequence[Unknown]) -> Mapping[str, Flip]:
    """Return the nearest value of each unknown at which the winner changes."""
    places = [worlds.unknowns.index(u) for u in some]

    def evaluate(inputs: Array) -> Array:
        whole = np.repeat(worlds.central, inputs.shape[1], axis=1)
        whole[places] = inputs
        return worlds.ahead(whole)

    found: dict[str, Flip] = {}
    for flip in flips(evaluate, unknowns=some) if some else ():
        found.setdefault(flip.id, flip)
    return found


def _influences(worlds: Contenders, draw: Draw) -> tuple[Influence, ...]:
    """Return the Sobol indices of the winner's lead, the largest first."""
    a, b = (draw.inputs(worlds.unknowns, second=s)[:, :INFLUENCE_SAMPLES] for s in (False, True))
    cases = design(a, b=b)
    output = lead(_chunked(worlds.ahead, cases), option=0)
    found = sobol(output, unknowns=len(worlds.unknowns), seed=draw.seed)
    shares = [
        Influence(id=u.id, first=float(f), total=float(t))
        for u, f, t in zip(worlds.unknowns, found.first, found.total, strict=True)
    ]
    return tuple(sorted(shares, key=lambda one: -one.total)[:SHOWN])


def _chunked(evaluate: Callable[[Array], Array], cases: Array, size: int = 4096) -> Array:
    parts = [evaluate(cases[:, i : i + size]) for i in range(0, cases.shape[1], size)]
    return np.concatenate(parts, axis=1)
