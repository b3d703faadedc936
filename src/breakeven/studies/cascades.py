"""A small model for most requests and a large one for the rest: the cheapest ways to buy the two.

In a cascade every request pays the small model, and the escalated share pays the large one too;
with routing each request pays one of them. Both are taken to need a request's tokens as the
workload counts them.
"""

from dataclasses import replace

import numpy as np

from breakeven.domain.cascade import Escalation
from breakeven.domain.errors import NothingFeasible
from breakeven.economics.decision import Quality
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.market import Market, Question
from breakeven.economics.options import Options, options
from breakeven.economics.rows import StatedRow
from breakeven.economics.simulated import Which, corrected
from breakeven.studies.mixture import Mixture, Part, blend

OWN = (FleetRow, StatedRow)
LATE = "an escalated request waits for the small model's whole answer before the large one begins"


def cascades(market: Market, question: Question, which: Which) -> tuple[Mixture, ...]:
    """Return the cheapest cascade, and the cheapest whose small model runs on own machines.

    Raises NothingFeasible where one of the two models cannot be had, with what was said most.
    """
    asked = question.escalation
    if asked is None:
        return ()
    small, large = _shares(asked)
    volume = question.workload.requests_per_day
    kept = question.rules.sensitive_share > 0
    sold = {name: _offered(market, question, name, which) for name in (asked.small, asked.large)}
    own = _cheapest(sold[asked.small], volume * small, own_only=True)
    pairs = [
        (
            own if kept else _cheapest(sold[asked.small], volume * small),
            _cheapest(sold[asked.large], volume * large, own_only=kept),
        )
    ]
    if own is not None:
        pairs.append((own, pairs[0][1]))
    found: dict[str, Mixture] = {}
    for first, second in pairs:
        if first is None or second is None:
            continue
        parts = tuple(
            Part(row=sold[name].rows[i], curve=sold[name].curve.pick(i), share=share)
            for name, i, share in (
                (asked.small, first, small),
                (asked.large, second, large),
            )
            if share > 0
        )
        name = f"{asked.kind}:{'+'.join(p.row.id for p in parts)}"
        found[name] = blend(
            parts, name=name, said=_said(asked, parts), quality=_quality(market, asked)
        )
    return tuple(found.values())


def _shares(asked: Escalation) -> tuple[float, float]:
    """Return which share of the requests each model sees."""
    return (1.0 if asked.kind == "cascade" else 1.0 - asked.share), asked.share


def _offered(market: Market, question: Question, model: str, which: Which) -> Options:
    """Return everything that sells one model, whatever its own quality: the cascade's counts."""
    rules = replace(question.rules, min_quality=None)
    alone = replace(question, named_models=(model,), rules=rules)
    found = options(market, alone)
    if not found.rows:
        said = [r.option.excuse.detail for r in found.refusals if r.option.excuse]
        most = max(set(said), key=said.count, default="nobody sells it")
        raise NothingFeasible(f"{model} cannot be had: {most}", where="[cascade]")
    return found if which == "none" else corrected(found, question, which).options


def _cheapest(found: Options, volume: float, *, own_only: bool = False) -> int | None:
    """Return the cheapest row at a volume, None where there is none."""
    usd = np.asarray(found.curve.cost(max(volume, 1e-9)), float)
    able = [i for i, row in enumerate(found.rows) if isinstance(row, OWN) or not own_only]
    return min(able, key=lambda i: (usd[i], found.ids[i]), default=None)


def _said(asked: Escalation, parts: tuple[Part, ...]) -> str:
    """Return who answers what, and where the share is known from."""
    if len(parts) < 2:
        return f"all requests go to one model ({asked.source})"
    small, large = (p.row.candidate.model.id for p in parts)
    if asked.kind == "routing":
        return f"{asked.share:.0%} of the requests go to {large}, the others to {small}" + (
            f" ({asked.source}); the router itself is not in the bill"
        )
    return (
        f"{small} answers every request, {large} the {asked.share:.0%} that are escalated"
        f" ({asked.source}); {LATE}"
    )


def _quality(market: Market, asked: Escalation) -> Quality:
    """Return how good the two are together: as measured, or what chance alone would give."""
    known = [market.quality.get(name) for name in (asked.small, asked.large)]
    benchmark = next((q.benchmark for q in known if q), "")
    measured = ""
    if asked.success is not None:
        measured = f"{asked.success:.1%} of {asked.requests:,} final answers were correct; "
    scores = [None if q is None else q.score for q in known]
    if scores[0] is None or scores[1] is None:
        return Quality(
            benchmark=benchmark,
            score=None,
            reference_score=None,
            note=f"{measured}the two models' scores are not both known",
        )
    chance = (1.0 - asked.share) * scores[0] + asked.share * scores[1]
    return Quality(
        benchmark=benchmark,
        score=chance,
        reference_score=scores[1],
        note=f"{measured}{benchmark} {chance:.1f} if requests were escalated by chance,"
        f" {scores[1]:g} of {asked.large} alone",
    )
