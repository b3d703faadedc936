"""Own machines for the base, tokens for the overflow: the best of them beside the other options.

Which fleets and offers go together is found on arrays: of every fleet around the clock, with the
cheapest offer of any model that will do, and with the cheapest of its own weights. The few that are
best at the workload's volume become options of kind `hybrid`, with curves like any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.units import TOKENS_PER_MILLION
from breakeven.economics.account import Accounts, Month, merged
from breakeven.economics.bill import BillLine
from breakeven.economics.breakeven import Curve, Region
from breakeven.economics.decision import Option
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.front import front
from breakeven.economics.hybrid_curve import HybridCurve
from breakeven.economics.market import Question
from breakeven.economics.options import Options
from breakeven.economics.overlay import overlaid
from breakeven.economics.rows import TokenRow

TRIED = 40
"""Fleets that are tried, the cheapest at the volume, beside those that lead at some volume."""
SHOWN = 3
WORTH = 0.01
"""Least share of the requests on each side: less is no hybrid."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hybrid:
    """One fleet beside one offer of tokens."""

    fleet: int
    """Place among the options."""
    tokens: int
    curve: HybridCurve

    def id_of(self, found: Options) -> str:
        """Return the option's name: both, with a plus between."""
        return f"{found.ids[self.fleet]}+{found.ids[self.tokens]}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mixed:
    """An answer with hybrids in it."""

    options: tuple[Option, ...]
    """Of kind `hybrid`, cheapest first."""
    regions: tuple[Region, ...]
    """Who is the cheapest where, hybrids among them."""
    curves: Mapping[str, HybridCurve]
    """Of the best one."""


def with_hybrids(found: Options, question: Question, areas: tuple[Region, ...]) -> Mixed:
    """Return the hybrids worth showing, and the regions with them."""
    best = hybrids(found, question)
    names = [one.id_of(found) for one in best]
    index = {name: i for i, name in enumerate(found.ids)}
    known: dict[str, Curve] = {a.cheapest: found.curve.pick(index[a.cheapest]) for a in areas}
    regions = areas
    for name, one in zip(names, best, strict=True):
        regions = overlaid(regions, known, name, one.curve)
        known[name] = one.curve
    shown = tuple(_option(one, found, question) for one in best)
    curves = {names[0]: best[0].curve} if best else {}
    return Mixed(options=shown, regions=regions, curves=curves)


def hybrids(found: Options, question: Question) -> tuple[Hybrid, ...]:
    """Return the hybrids that are cheapest at the workload's volume, one of each fleet's model."""
    volume = question.workload.requests_per_day
    pairs = _pairs(found, volume)
    priced = []
    for fleet, tokens in pairs:
        curve = HybridCurve.of(found.curve.pick(fleet), found.curve.pick(tokens), question.hours)
        away = float(curve.overflow(volume)[0])
        if WORTH <= away <= 1.0 - WORTH:
            priced.append((float(curve.cost(volume)), fleet, tokens, curve))
    priced.sort(key=lambda p: (p[0], found.ids[p[1]]))
    chosen: list[Hybrid] = []
    seen: set[tuple[str, str]] = set()
    for _, fleet, tokens, curve in priced:
        row = found.rows[fleet]
        way = (row.kind, row.candidate.model.id)
        if way not in seen and len(chosen) < SHOWN:
            chosen.append(Hybrid(fleet=fleet, tokens=tokens, curve=curve))
        seen.add(way)
    return tuple(chosen)


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


def _option(one: Hybrid, found: Options, question: Question) -> Option:
    """Return a hybrid as the answer shows it: the lines of both, each at its own part."""
    volume = question.workload.requests_per_day
    away = float(one.curve.overflow(volume)[0])
    kept = float(one.curve.machines(volume)[0])
    parts = ((one.fleet, 1.0 - away, kept), (one.tokens, away, 0.0))
    lines: list[BillLine] = []
    options = []
    for place, share, machines in parts:
        part = _part(question, share)
        row = found.rows[place]
        usd = float(found.curve.pick(place).fixed)
        month = Month(usd=usd, paid=machines, running=machines, peak=machines)
        options.append(Accounts(part).option(row, month))
        lines += options[-1].lines
    fleet, tokens = options
    usd = float(one.curve.cost(volume))
    work = question.workload
    millions = question.requests_per_month * (work.input_tokens.mean + work.output_tokens.mean)
    return Option(
        id=one.id_of(found),
        kind="hybrid",
        model=fleet.model if fleet.model == tokens.model else f"{fleet.model}+{tokens.model}",
        provider=f"{fleet.provider}+{tokens.provider}",
        purchase=fleet.purchase,
        usd_per_month=usd,
        usd_per_million_tokens=usd / (millions / TOKENS_PER_MILLION),
        fleet=fleet.fleet,
        latency=fleet.latency,
        rate=fleet.rate,
        lines=merged(lines),
        once=(*fleet.once, *(line for line in tokens.once if line not in fleet.once)),
        quality=min(fleet, tokens, key=_score).quality,
        flags=tuple(
            dict.fromkeys(
                (
                    f"{1.0 - away:.0%} of the requests on own machines, what is above goes to"
                    f" {tokens.id}",
                    *fleet.flags,
                    *tokens.flags,
                )
            )
        ),
    )


def _score(option: Option) -> float:
    return -np.inf if option.quality.score is None else option.quality.score


def _part(question: Question, share: float) -> Question:
    """Return the question with a share of its volume."""
    volume = question.workload.requests_per_day * share
    return replace(question, workload=replace(question.workload, requests_per_day=volume))
