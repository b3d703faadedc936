"""Own machines for the base, tokens for the overflow: the best of them beside the other options.

Which fleets and offers go together is found on arrays: of every fleet around the clock, with the
cheapest offer of any model that will do, and with the cheapest of its own weights. The few that are
best at the workload's volume become options of kind `hybrid`, with curves like any other.
"""

import numpy as np

from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.front import front
from breakeven.economics.hybrid_curve import HybridCurve
from breakeven.economics.market import Question
from breakeven.economics.options import Options
from breakeven.economics.rows import TokenRow
from breakeven.studies.mixture import Mixture, Part
from breakeven.studies.overflowing import Known, checked

TRIED = 40
"""Fleets that are tried, the cheapest at the volume, beside those that lead at some volume."""
SHOWN = 3
WORTH = 0.01
"""Least share of the requests on each side: less is no hybrid."""


def hybrids(found: Options, question: Question, *, simulate: bool = False) -> tuple[Mixture, ...]:
    """Return the hybrids that are cheapest at the workload's volume, one of each fleet's model.

    With `simulate` the split of each is served in the simulator, and its cost rests on that.
    """
    volume = question.workload.requests_per_day
    priced = _priced(found, question)
    chosen: list[Mixture] = []
    known: Known | None = {} if simulate else None
    seen: set[tuple[str, str]] = set()
    for fleet, tokens in priced:
        row = found.rows[fleet]
        way = (row.kind, row.candidate.model.id)
        if way not in seen and len(chosen) < SHOWN:
            chosen.append(_mixture(found, fleet, tokens, question, known))
        seen.add(way)
    return tuple(sorted(chosen, key=lambda one: float(one.curve.cost(volume))))


def _priced(found: Options, question: Question) -> list[tuple[int, int]]:
    """Return the fleets and offers that serve a part each, the cheapest together first.

    Where requests are sensitive, at the peak no more may overflow than may go outside.
    """
    volume, size = question.workload.requests_per_day, len(found.rows)
    pairs = _pairs(found, volume)
    if not pairs:
        return []
    fleets, tokens = np.array(pairs, np.intp).T
    own, away_from_home = (found.curve.take(side, size=size) for side in (fleets, tokens))
    curve = HybridCurve.of(own, away_from_home, question.hours)
    away, usd = curve.overflow(volume), np.asarray(curve.cost(volume))
    at_home = np.minimum(curve.machines(volume) * curve.step_requests / volume, 1.0)
    split = (away >= WORTH) & (away <= 1.0 - WORTH) & (at_home >= question.rules.sensitive_share)
    order = sorted(np.flatnonzero(split), key=lambda i: (usd[i], found.ids[fleets[i]]))
    return [pairs[i] for i in order]


def _pairs(found: Options, volume: float) -> list[tuple[int, int]]:
    """Return the fleets and offers that are tried together."""
    rows = found.rows
    fleets = np.array(
        [i for i, r in enumerate(rows) if isinstance(r, FleetRow) and r.scaling == "always-on"], int
    )
    tokens = np.array([i for i, r in enumerate(rows) if isinstance(r, TokenRow)], int)
    if not fleets.size or not tokens.size:
        return []
    usd, served = (np.asarray(v, float) for v in (found.curve.step_usd, found.curve.step_requests))
    led = fleets[front(usd[fleets], served[fleets], served[fleets])]
    alone = np.asarray(found.curve.cost(volume), float)
    near = fleets[np.argsort(alone[fleets], kind="stable")[:TRIED]]
    order = tokens[np.argsort(alone[tokens], kind="stable")]
    cheapest: dict[str, int] = {}
    for i in order:
        cheapest.setdefault(rows[i].candidate.model.id, int(i))
    pairs = []
    for fleet in np.union1d(led, near):
        same = cheapest.get(rows[fleet].candidate.model.id)
        pairs += [(int(fleet), t) for t in {int(order[0]), same} if t is not None]
    return pairs


def _mixture(
    found: Options,
    fleet: int,
    tokens: int,
    question: Question,
    known: Known | None,
) -> Mixture:
    """Return one fleet beside one offer of tokens, split as is cheapest."""
    volume = question.workload.requests_per_day
    planned = HybridCurve.of(found.curve.pick(fleet), found.curve.pick(tokens), question.hours)
    row, curve, overflow = found.rows[fleet], planned, None
    if known is not None and isinstance(row, FleetRow):
        curve, overflow = checked(row, planned, question, known)
    away, kept = float(curve.overflow(volume)[0]), float(curve.machines(volume)[0])
    how = "as simulated" if overflow else "as planned, not simulated"
    stay = "; sensitive ones must stay" if question.rules.sensitive_share else ""
    return Mixture(
        id=f"{found.ids[fleet]}+{found.ids[tokens]}",
        parts=(
            Part(row=row, curve=found.curve.pick(fleet), share=1.0 - away, machines=kept),
            Part(row=found.rows[tokens], curve=found.curve.pick(tokens), share=away, machines=0.0),
        ),
        curve=curve,
        said=f"{1.0 - away:.0%} of the requests on own machines, what is above goes to"
        f" {found.ids[tokens]} ({how}){stay}",
        overflow=overflow,
        gain=float(curve.step_requests) / float(planned.step_requests),
    )
