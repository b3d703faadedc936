"""All that is compared over the months: options that stand alone, and mixtures of options."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.numbers import Array, Flags, Index
from breakeven.domain.offers import HOURLY
from breakeven.economics.ahead import Plans, World, monthly, totals
from breakeven.economics.hybrid_curve import HybridCurve
from breakeven.economics.ledger import Ledger
from breakeven.economics.market import Question
from breakeven.economics.options import Options
from breakeven.economics.outlook import Outlook
from breakeven.economics.split import Split
from breakeven.studies.commitment import committed
from breakeven.studies.mixture import Mixture
from breakeven.studies.unknown import Unknown
from breakeven.studies.unknowns import unknowns_of
from breakeven.studies.worlds import Worlds

FREE = ("", "batch", "hourly", "stated", *HOURLY)
"""Purchase modes that bind nobody for longer than an hour."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contenders:
    """Options, then mixtures, in worlds that all of them share."""

    worlds: Worlds
    """Of the options, and after them of the parts of each mixture in turn."""
    mixtures: tuple[Mixture, ...]
    order: Index
    """Places of the contenders: options first, then mixtures, until they are sorted."""

    @property
    def question(self) -> Question:
        """What is asked."""
        return self.worlds.question

    @property
    def unknowns(self) -> tuple[Unknown, ...]:
        """What nobody knows exactly."""
        return self.worlds.unknowns

    @property
    def central(self) -> Array:
        """The unknowns at their central values, shape (unknowns, 1)."""
        return self.worlds.central

    @property
    def ids(self) -> tuple[str, ...]:
        """Their names."""
        names = (*self.worlds.found.ids[: self._alone], *(one.id for one in self.mixtures))
        return tuple(names[i] for i in self.order)

    @property
    def free(self) -> Flags:
        """Which of them bind nobody; a mixture none of whose parts does."""
        bound = [row.purchase not in FREE for row in self.worlds.found.rows]
        parts = (any(bound[i] for i in places) for places in self._places())
        return ~np.array([*bound[: self._alone], *parts], bool)[self.order]

    @property
    def once_usd(self) -> Array:
        """What is paid once, own machines apart."""
        question, found = self.question, self.worlds.found
        usd = np.asarray(found.ledger.amounts(question.assumed, "once"), float)
        mixed = [usd[places].sum() for places in self._places()]
        return np.array([*usd[: self._alone], *mixed])[self.order]

    def sorted(self, order: Index) -> "Contenders":
        """Return them in an order of their present places."""
        return replace(self, order=self.order[order])

    def ahead(self, inputs: Array, *, since: int = 0, until: int | None = None) -> Array:
        """Return the discounted cost of the months ahead, shape (contenders, cases).

        Of those from `since` on, for what is begun then; of those before `until` only.
        """
        plans, world = self._plans(inputs, self.worlds.outlook(inputs).between(since, until))
        split = [one.total(world) if one else None for one in self._splits(plans, inputs)]
        return self._together(totals(plans, world), split)

    def by_month(self, inputs: Array) -> Array:
        """Return the cash of each month ahead, shape (contenders, months, cases)."""
        plans, world = self._plans(inputs, self.worlds.outlook(inputs))
        split = [one.by_month(world) if one else None for one in self._splits(plans, inputs)]
        return self._together(monthly(plans, world), split)

    @property
    def _alone(self) -> int:
        return len(self.worlds.found.rows) - sum(len(one.parts) for one in self.mixtures)

    def _places(self) -> Iterator[Index]:
        """Yield the rows of each mixture's parts."""
        start = self._alone
        for one in self.mixtures:
            yield np.arange(start, start + len(one.parts))
            start += len(one.parts)

    def _plans(self, inputs: Array, seen: Outlook) -> tuple[Plans, World]:
        plans, world = self.worlds.plans(inputs, seen)
        return plans, world.wide(inputs.shape[1])

    def _together(self, usd: Array, split: Sequence[Array | None]) -> Array:
        """Return what contenders cost, from what rows do; of those that are split, as given."""
        mixed = [
            usd[places].sum(axis=0) if own is None else own
            for places, own in zip(self._places(), split, strict=True)
        ]
        return np.stack([*usd[: self._alone], *mixed])[self.order]

    def _splits(self, plans: Plans, inputs: Array) -> Iterator[Split | None]:
        """Yield how each mixture is split anew in each month; None for fixed shares."""
        for one, places in zip(self.mixtures, self._places(), strict=True):
            whole = isinstance(one.curve, HybridCurve)
            yield self._split(one, places, plans, inputs) if whole else None

    def _split(self, one: Mixture, places: Index, plans: Plans, inputs: Array) -> Split:
        fleet, tokens = (places[i : i + 1] for i in range(2))
        own = self.worlds.found.ledger.take(fleet)
        usd = np.asarray(own.amounts(self.worlds.assumed(inputs), "machine", ("hardware",)), float)
        return Split(
            fleet=plans.take(fleet),
            tokens=plans.take(tokens),
            depreciation_usd=usd.reshape(-1),
            gain=one.gain,
            home_share=self.question.rules.sensitive_share,
        )


def contenders(found: Options, mixtures: Sequence[Mixture], question: Question) -> Contenders:
    """Return options and mixtures with all that is unknown of them."""
    parts = [part for one in mixtures for part in one.parts]
    every = found.joined([part.row for part in parts], question)
    start = len(found.rows)
    ledger = every.ledger
    for one in mixtures:
        ledger = _paid_together(ledger, range(start, start + len(one.parts)))
        start += len(one.parts)
    every = replace(every, ledger=ledger)
    fixed = (
        1.0 if isinstance(one.curve, HybridCurve) else part.share
        for one in mixtures
        for part in one.parts
    )
    worlds = Worlds(
        found=every,
        question=question,
        unknowns=unknowns_of(every, question, ahead=True),
        shares=np.array([*np.ones(len(found.rows)), *fixed]),
    )
    return Contenders(
        worlds=committed(worlds),
        mixtures=tuple(mixtures),
        order=np.arange(len(found.rows) + len(mixtures)),
    )


def _paid_together(ledger: Ledger, places: range) -> Ledger:
    """Return the ledger in which offers together pay only once what is the same for each."""
    carried = np.array(ledger.carried)
    for column, line in enumerate(ledger.lines):
        if line.part != "once":
            continue
        usd = getattr(ledger.drivers, line.driver)
        seen: set[float] = set()
        for i in places:
            carried[i, column] &= float(usd[i]) not in seen
            if carried[i, column]:
                seen.add(float(usd[i]))
    return replace(ledger, carried=carried)
