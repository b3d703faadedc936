"""What options cost in any world: from values of the unknowns to a month, or to all months."""

from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.numbers import Array, Flags, Index, Num
from breakeven.economics.ahead import (
    ALWAYS,
    COMMITTED,
    FOLLOWS,
    NONE,
    OWNED,
    Plans,
    World,
    monthly,
    totals,
)
from breakeven.economics.cost_lines import Assumed, Trend
from breakeven.economics.curve import CostCurve
from breakeven.economics.market import Question
from breakeven.economics.options import Options
from breakeven.economics.outlook import (
    IN_DOUBT,
    PATHS,
    Outlook,
    outlook,
    rent_path,
    tokens_path,
)
from breakeven.studies.unknown import Unknown
from breakeven.studies.unknowns import PREDICTION, SHARED, prediction_of


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Worlds:
    """Some options of a question, and what is unknown of them."""

    found: Options
    question: Question
    unknowns: tuple[Unknown, ...]
    base: Array | None = None
    """Machines that mixed fleets reserve for all months, shape (options,); None for a base that is
    chosen anew in each month."""
    shares: Array | None = None
    """Of the requests that each option serves, shape (options,); None for all of them."""

    def take(self, places: Index) -> "Worlds":
        """Return some of the options."""
        base, shares = (None if v is None else v[places] for v in (self.base, self.shares))
        return replace(self, found=self.found.take(places), base=base, shares=shares)

    @property
    def share(self) -> Array:
        """Return which share of the requests each option serves, shape (options,)."""
        return np.ones(len(self.found.rows)) if self.shares is None else self.shares

    @property
    def step_requests(self) -> Array:
        """Return at how many requests a day of all one machine is full, shape (options,)."""
        return np.asarray(self.found.ledger.time.requests_per_day, float) / self.share

    @property
    def is_mixed(self) -> Flags:
        """Which options have a reserved base beside machines on demand, shape (options,)."""
        time = self.found.ledger.time
        scaled = np.broadcast_to(np.asarray(time.scaled) > 0, len(self.found.rows))
        return np.asarray(scaled & np.isfinite(np.asarray(time.base_ratio, float)))

    @property
    def central(self) -> Array:
        """Return the unknowns at their central values, shape (unknowns, 1)."""
        return np.array([[u.central] for u in self.unknowns]).reshape(-1, 1)

    def assumed(self, inputs: Array) -> Assumed:
        """Return the assumptions where unknowns take these values, shape (unknowns, cases)."""
        question = self.question
        known = {u.id: row for u, row in zip(self.unknowns, inputs, strict=True)}

        def value(name: str) -> Num:
            if name in known:
                return np.asarray(known[name], float)
            return IN_DOUBT[name] if name in IN_DOUBT else question.assumed(name)

        return value

    def served(self, inputs: Array) -> Array:
        """Return what machines serve over what is predicted, shape (options, cases).

        exp(error z), half of the variance shared by all predictions, divided by how much higher
        than assumed the busiest minute is.
        """
        known = {u.id: row for u, row in zip(self.unknowns, inputs, strict=True)}
        cases = inputs.shape[1]
        zero = np.zeros(cases)
        common = np.sqrt(SHARED) * known.get(PREDICTION, zero)
        own = np.stack([known.get(prediction_of(r.group), zero) for r in self.found.rows])
        burst = self.question.demand.burst
        peak = known["burst_minute"] / burst if "burst_minute" in known else 1.0
        noise = self.found.error[:, None] * (common + np.sqrt(1.0 - SHARED) * own)
        predicted = (self.found.error > 0)[:, None]
        return np.asarray(np.exp(noise) / np.where(predicted, peak, 1.0), float)

    def month(self, inputs: Array) -> Array:
        """Return the cost of a month at today's volume and prices, shape (options, cases)."""
        return np.asarray(self.sampled(inputs).cost(self.question.workload.requests_per_day), float)

    def sampled(self, inputs: Array) -> CostCurve:
        """Return the curves of today's prices, arrays of shape (options, cases)."""
        return self.found.ledger.curve(self.assumed(inputs)).sampled(self.served(inputs))

    def ahead(self, inputs: Array, *, since: int = 0, until: int | None = None) -> Array:
        """Return the discounted cost of the months ahead, shape (options, cases).

        Of those from `since` on, for an option that is begun then; of those before `until` only.
        """
        seen = self.outlook(inputs).between(since, until)
        plans, world = self.plans(inputs, seen)
        return totals(plans, world)

    def by_month(self, inputs: Array) -> Array:
        """Return the cash of each month ahead, shape (options, months, cases)."""
        plans, world = self.plans(inputs, self.outlook(inputs))
        return monthly(plans, world)

    def outlook(self, inputs: Array) -> Outlook:
        """Return the months ahead in some worlds."""
        question = self.question
        return outlook(question.horizon, months=question.months, assumed=self.assumed(inputs))

    def plans(self, inputs: Array, seen: Outlook) -> tuple[Plans, World]:
        """Return the options and some months ahead as arrays."""
        ledger, assumed, cases = self.found.ledger, self.assumed(inputs), inputs.shape[1]
        size = len(self.found.rows)
        spares = np.asarray(assumed("spare_machines")) * np.asarray(ledger.time.spared)[:, None]

        def each(values: Num) -> Array:
            array = np.asarray(values, float)
            return np.broadcast_to(array[:, None] if array.ndim == 1 else array, (size, cases))

        worked = each(ledger.amounts(assumed, "machine", ("none",)))
        attended = worked - each(ledger.amounts(assumed, "machine", ("none",), idle=True))

        def one(values: Num) -> Array:
            array = np.asarray(values, float)
            return np.broadcast_to(array if array.ndim < 2 else array[:, 0], (size,))

        moving: tuple[Trend, ...] = ("tokens", "machines")
        plans = Plans(
            once=each(ledger.amounts(assumed, "once")) * seen.worth_at_start,
            fixed=each(ledger.amounts(assumed, "month")) - spares * attended,
            per_request=each(ledger.amounts(assumed, "request", ("none",))) * self.share[:, None],
            tokens_usd=one(ledger.amounts(assumed, "request", moving)) * self.share,
            tokens_path=np.array(
                [PATHS.index(tokens_path(r.kind, r.purchase)) for r in self.found.rows]
            ),
            rent_usd=one(ledger.amounts(assumed, "machine", ("machines",))),
            rent_path=np.array([PATHS.index(rent_path(r.purchase)) for r in self.found.rows]),
            per_machine=worked,
            spares=each(spares),
            mode=self._modes(),
            base=np.zeros(size) if self.base is None else self.base,
            minimum=one(ledger.time.minimum),
            ratio=one(ledger.time.base_ratio),
            step_requests=one(self.step_requests),
            served=self.served(inputs),
            capex_usd=one(ledger.drivers.capex_usd),
            hardware_path=PATHS.index("hardware"),
            resale=np.broadcast_to(np.asarray(assumed("resale_share"), float), (cases,)),
            lifetime_months=np.broadcast_to(
                np.asarray(assumed("lifetime_years"), float) * 12.0, (cases,)
            ),
            hours=ledger.hours,
        )
        world = World(
            volume=seen.volume * self.question.workload.requests_per_day,
            discount=seen.discount,
            gain=seen.gain,
            prices=seen.prices,
        )
        return plans, world

    def _modes(self) -> Index:
        time = self.found.ledger.time
        has = np.isfinite(np.asarray(time.requests_per_day, float))
        owned = np.asarray(self.found.ledger.drivers.capex_usd, float) > 0
        modes = np.where(np.asarray(time.scaled) > 0, FOLLOWS, ALWAYS)
        if self.base is not None:
            modes = np.where(self.is_mixed, COMMITTED, modes)
        return np.where(has, np.where(owned, OWNED, modes), NONE)
