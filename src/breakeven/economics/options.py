"""Every option of a question: priced at the workload's volume, or excused."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.domain.offers import Excuse
from breakeven.economics.bill import request_price
from breakeven.economics.candidates import Candidate, candidates
from breakeven.economics.combos import Combo, combos, suits
from breakeven.economics.curve import CostCurve
from breakeven.economics.decision import Option
from breakeven.economics.fleet import Replica, replicas
from breakeven.economics.machines import Shelf, oldest_price, shelf, tokens_allowed
from breakeven.economics.market import Market, Question
from breakeven.economics.rows import (
    FleetRow,
    Row,
    TokenRow,
    capacity_error,
    curve_of,
    error_group,
    people_usd,
    row_id,
    series,
)
from breakeven.serving.traffic import traffic_of


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Options:
    """What may be bought as rows and one curve of arrays, and what may not with its excuse."""

    rows: tuple[Row, ...]
    ids: tuple[str, ...]
    curve: CostCurve
    """Arrays of shape (rows,)."""
    error: Array
    """Standard deviation of ln(real / predicted capacity); 0 where nothing is predicted."""
    people: Array
    """Part of the fixed cost that people are."""
    group: tuple[str, ...]
    """Rows of one group share the error of their prediction."""
    series: tuple[str, ...]
    """Rows of one series differ only in GPU count and precision."""
    excused: tuple[Option, ...]
    """Of each model on each accelerator without any working configuration, the last refusal."""
    refused: int
    """Concrete options that were refused, all of them."""


def options(market: Market, question: Question) -> Options:
    """Return all options of a question."""
    judged = candidates(market, question)
    rows: list[Row] = []
    refused: list[Option] = []
    for found in (*_token_rows(market, question, judged), *_fleet_rows(market, question, judged)):
        (refused if isinstance(found, Option) else rows).append(found)  # type: ignore[arg-type]
    return Options(
        rows=tuple(rows),
        ids=tuple(row_id(r) for r in rows),
        curve=_curves(rows, question),
        error=np.array([capacity_error(r) for r in rows]),
        people=np.array([people_usd(r, question) for r in rows]),
        group=tuple(error_group(r) for r in rows),
        series=tuple(series(r) for r in rows),
        excused=_worth_saying(refused, {error_group(r) for r in rows}),
        refused=len(refused),
    )


def _worth_saying(refused: list[Option], working: set[str]) -> tuple[Option, ...]:
    """Return one refusal for each model and accelerator, none where another configuration works.

    The last one said has the most GPUs and the fewest bits: the nearest miss.
    """
    last: dict[str, Option] = {}
    for option in refused:
        head = option.id.removeprefix("self:").partition(",")[0]
        key = head.rpartition("x")[0] if option.kind == "rented" and "@" in head else option.id
        if key not in working:
            last[key] = option
    return tuple(last.values())


def _token_rows(
    market: Market, question: Question, judged: tuple[Candidate, ...]
) -> Iterator[Row | Option]:
    by_model = {c.model.id: c for c in judged}
    hosted = {o.model for o in market.token_offers if o.kind == "hosted"}
    oldest = oldest_price(market, question)
    for offer in market.token_offers:
        candidate = by_model.get(offer.model)
        if candidate is None:
            continue
        excuse = candidate.excuse
        refused = tokens_allowed(offer.provider, question.rules, market)
        if refused:
            excuse = Excuse(reason="residency", detail=refused)
        elif offer.provenance.date and offer.provenance.date < oldest:
            excuse = Excuse(reason="price-stale", detail=f"price of {offer.provenance.date}")
        if excuse:
            yield _excused(offer.id, offer.kind, candidate, offer.provider, excuse)
        else:
            price = request_price(offer, question.workload)
            yield TokenRow(candidate=candidate, offer=offer, price=price)
    for candidate in judged:
        if candidate.model.is_open and not candidate.excuse and candidate.model.id not in hosted:
            yield _excused(
                f"hosted:any/{candidate.model.id}",
                "hosted",
                candidate,
                "",
                Excuse(reason="price-unknown", detail="no host's price for these weights is known"),
            )


def _fleet_rows(
    market: Market, question: Question, judged: tuple[Candidate, ...]
) -> Iterator[Row | Option]:
    traffic = traffic_of(question.workload)
    parts = combos(market, market.engines[question.engine], market.precisions)
    shelves = shelf(market, question, sorted({p.count for p in parts}))
    for candidate in judged:
        if not candidate.model.is_open:
            continue
        if candidate.excuse or candidate.model.architecture is None:
            excuse = candidate.excuse or Excuse(
                reason="unsupported", detail="no published architecture"
            )
            yield _excused(f"self:{candidate.model.id}", "rented", candidate, "", excuse)
            continue
        mine = [p for p in parts if suits(candidate.model, p.precision)]
        mine = [p for p in mine if shelves.get((p.accelerator.id, p.count))]
        if mine:
            found = replicas(candidate.model, mine, traffic=traffic, targets=question.targets)
            yield from _placed(candidate, mine, found, shelves)


def _placed(
    candidate: Candidate,
    parts: list[Combo],
    found: list[Replica | Excuse],
    shelves: Shelf,
) -> Iterator[Row | Option]:
    for combo, replica in zip(parts, found, strict=True):
        if isinstance(replica, Excuse):
            setup = combo.setup(candidate.model).id
            yield _excused(setup, "rented", candidate, "", replica)
            continue
        for rental in shelves[combo.accelerator.id, combo.count]:
            yield FleetRow(candidate=candidate, replica=replica, rental=rental)


def _excused(name: str, kind: str, candidate: Candidate, provider: str, excuse: Excuse) -> Option:
    return Option(
        id=name,
        kind=kind,  # type: ignore[arg-type]
        model=candidate.model.id,
        provider=provider,
        quality=candidate.quality,
        flags=candidate.flags,
        excuse=excuse,
    )


def _curves(rows: list[Row], question: Question) -> CostCurve:
    curves = [curve_of(row, question) for row in rows]
    return CostCurve(
        fixed=np.array([c.fixed for c in curves], float),
        per_request=np.array([c.per_request for c in curves], float),
        step_usd=np.array([c.step_usd for c in curves], float),
        step_requests=np.array([c.step_requests for c in curves], float),
        minimum_steps=np.array([c.minimum_steps for c in curves], float),
    )
