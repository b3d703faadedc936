"""What would change the answer where a mixture is the best, or next to it.

A price belongs to an offer, and the offer may stand alone and in mixtures at once: where it moves,
all of them move, and a hybrid is split anew. Utilisation and latency targets are asked of fleets
that stand alone and are no part of the winner, whose own gate keeps the targets at any load.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.economics.breakeven import Region
from breakeven.economics.curve import CostCurve
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.ledger import ledger_of
from breakeven.economics.levers import MOVING, latency, levers, price_of, rivals_of, uses, volumes
from breakeven.economics.market import Question
from breakeven.economics.options import Options
from breakeven.economics.prospect import Lever
from breakeven.economics.rows import Row
from breakeven.studies.mixture import Mixture

MOST = 1e3
"""A price is sought up to so many times as high, or as low."""
TRIED = 25
"""Prices that are tried before the place of the first flip is narrowed."""
HALVINGS = 30
ALONE = ",spare=none"
"""How the name of a fleet without its spare ends."""


def mixture_levers(
    found: Options, mixtures: Sequence[Mixture], question: Question, areas: Sequence[Region]
) -> tuple[Lever, ...]:
    """Return what would have to change for another option to be the cheapest of a month."""
    field = Field(found=found, mixtures=tuple(mixtures), question=question)
    first = field.order[:2]
    if all(i < len(found.rows) for i in first) or len(first) < 2:
        return levers(found, question, areas)
    return (
        *volumes(areas, question.workload.requests_per_day, field.ids[first[0]]),
        *_rises(field),
        *_falls(field),
        *_fleets(field),
    )


@dataclass(frozen=True, eq=False)
class Field:
    """Options, and after them mixtures, at today's volume."""

    found: Options
    mixtures: tuple[Mixture, ...]
    question: Question

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Their names."""
        return (*self.found.ids, *(one.id for one in self.mixtures))

    @cached_property
    def usd(self) -> Array:
        """What they cost in a month."""
        volume = self.question.workload.requests_per_day
        alone = np.asarray(self.found.curve.cost(volume), float)
        mixed = [float(np.asarray(one.curve.cost(volume))) for one in self.mixtures]
        return np.array([*alone, *mixed]) if len(self.found.rows) else np.array(mixed)

    @cached_property
    def order(self) -> list[int]:
        """The cheapest first."""
        return [int(i) for i in np.argsort(self.usd, kind="stable")]

    def rows_of(self, i: int) -> tuple[Row, ...]:
        """Return the offers that one of them is made of."""
        size = len(self.found.rows)
        return (self.found.rows[i],) if i < size else self.mixtures[i - size].rows

    def at(self, row: Row, price: "Price", factor: float) -> Array:
        """Return what all cost where the price of an offer is so many times as high."""
        usd, size = np.array(self.usd), len(self.found.rows)
        volume = self.question.workload.requests_per_day
        for i in (k for k, other in enumerate(self.found.rows) if _same(other, row)):
            curve = price.moved(self.found.curve.pick(i), factor, spare=_spared(self.found.rows[i]))
            usd[i] = float(curve.cost(volume))
        for i, one in enumerate(self.mixtures, size):
            same = [_same(part.row, row) for part in one.parts]
            if any(same):
                curves = [
                    price.moved(part.curve, factor, spare=_spared(part.row))
                    if is_it
                    else part.curve
                    for part, is_it in zip(one.parts, same, strict=True)
                ]
                usd[i] = float(np.asarray(one.usd(curves, self.question)).reshape(-1)[0])
        return usd


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What of an offer's curve follows its own price."""

    request_usd: float
    machine_usd: float
    spares: float
    """Machines that stand by."""

    def moved(self, curve: CostCurve, factor: float, *, spare: bool) -> CostCurve:
        """Return the curve at so many times the price."""
        more = factor - 1.0
        spares = self.spares if spare else 0.0
        return replace(
            curve,
            fixed=float(curve.fixed) + more * spares * self.machine_usd,
            per_request=float(curve.per_request) + more * self.request_usd,
            step_usd=float(curve.step_usd) + more * self.machine_usd,
        )


def price_in(row: Row, question: Question) -> Price:
    """Return what of an offer's curve follows its own price."""
    one = ledger_of([row], question)

    def usd(part: str) -> float:
        return float(np.asarray(one.amounts(question.assumed, part, MOVING))[0])  # type: ignore[arg-type]

    return Price(
        request_usd=usd("request"),
        machine_usd=usd("machine"),
        spares=question.assumed("spare_machines"),
    )


def _spared(row: Row) -> bool:
    return isinstance(row, FleetRow) and row.has_spare


def _same(part: Row, row: Row) -> bool:
    """Return whether two rows are one offer, with a spare or without."""
    return part.id.removesuffix(ALONE) == row.id.removesuffix(ALONE)


def _rises(field: Field) -> Iterator[Lever]:
    """Yield the dearer price of each offer of the winner at which it loses."""
    winner = field.order[0]
    for row in field.rows_of(winner):
        price = price_in(row, field.question)

        def lost(factor: float, row: Row = row, price: Price = price) -> bool:
            usd = field.at(row, price, factor)
            return bool(usd[winner] > usd.min() * (1.0 + 1e-12))

        factor = first_flip(lost, MOST)
        usd = field.at(row, price, factor or MOST)
        usd[winner] = np.inf
        yield _price_lever(field, row, price, factor, instead=field.ids[int(usd.argmin())])


def _falls(field: Field) -> Iterator[Lever]:
    """Yield the lower price of each rival's offers at which that rival wins."""
    best = field.rows_of(field.order[0])
    for rival in _rivals(field):
        for row in field.rows_of(rival):
            price = price_in(row, field.question)

            def wins(
                factor: float, row: Row = row, price: Price = price, rival: int = rival
            ) -> bool:
                usd = field.at(row, price, factor)
                return bool(usd[rival] <= usd.min() * (1.0 + 1e-12))

            alone = rival < len(field.found.rows)
            if alone or not any(_same(row, other) for other in best):
                factor = first_flip(wins, 1.0 / MOST)
                yield _price_lever(field, row, price, factor, instead=field.ids[rival])


def _rivals(field: Field) -> list[int]:
    """Return the runner-up, and of each other kind the best that stands alone."""
    size, first, second = len(field.found.rows), *field.order[:2]
    alone = np.array([i for i in field.order if i < size], np.intp)
    rivals: list[int] = [second] if second >= size else []
    if alone.size:
        kept = rivals_of(field.found, alone)
        rivals += [int(i) for i in (alone[:1] if first >= size else [])] + kept
    return rivals


def _price_lever(
    field: Field, row: Row, price: Price, factor: float | None, *, instead: str
) -> Lever:
    tokens = price.request_usd * field.question.workload.requests_per_day
    now, unit = price_of(row, field.question, tokens)
    then = None if factor is None else now * factor
    return Lever(what="price", of=row.id, now=now, then=then, unit=unit, instead=instead)


def _fleets(field: Field) -> Iterator[Lever]:
    """Yield the utilisation and the latency targets at which fleets alone win."""
    best = field.rows_of(field.order[0])
    fleets = [
        i
        for i in _rivals(field)
        if i < len(field.found.rows)
        and not any(_same(field.found.rows[i], other) for other in best)
        and isinstance(field.found.rows[i], FleetRow)
    ]
    usd = float(field.usd[field.order[0]])
    yield from uses(field.found, field.question, fleets, usd)
    if not isinstance(best[0], FleetRow):
        for i in fleets:
            yield latency(field.found, field.question, i, usd, loses=False, to=i)


def first_flip(holds: Callable[[float], bool], end: float) -> float | None:
    """Return the factor nearest to 1 on the way to `end` at which something holds, or None.

    >>> round(first_flip(lambda f: f >= 2.0, 1e3), 6), first_flip(lambda f: f > 2e3, 1e3)
    (2.0, None)
    """
    before = 1.0
    for after in np.geomspace(1.0, end, TRIED)[1:]:
        if holds(float(after)):
            low, high = before, float(after)
            for _ in range(HALVINGS):
                middle = float(np.sqrt(low * high))
                low, high = (low, middle) if holds(middle) else (middle, high)
            return high
        before = float(after)
    return None
