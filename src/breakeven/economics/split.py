"""Own machines beside tokens over the months: how many are kept, and what both cost.

In each month the split is the cheapest of that month's volume, prices and engines, as `HybridCurve`
finds it. Machines that are rented come and go with it. Own machines are bought when a month's bill
says that they pay (depreciation at that month's price), and stay: later months keep at least those.
"""

from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.numbers import Array, Index, Num
from breakeven.economics.hybrid_curve import HybridCurve
from breakeven.economics.load_duration import SLACK
from breakeven.economics.monthly import monthly
from breakeven.economics.plans import OWNED, Plans, World, some


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Split:
    """A fleet and an offer of tokens; each the plans of one option."""

    fleet: Plans
    tokens: Plans
    depreciation_usd: Num
    """Of an own machine in a month at today's price, a float or shape (samples,)."""
    gain: float
    """How much more a machine keeps than was planned, as simulated."""
    home_share: float
    """Of the requests at the peak that must find a machine."""

    def by_month(self, world: World) -> Array:
        """Return what is paid in each month, not discounted, shape (months, samples)."""
        kept = self._kept(world)
        own, rate = self._curve(world), self.fleet.spares[0]
        home = world.volume * (1.0 - own.above(world.volume, kept))
        home = np.where(own.own_per_request < own.tokens_per_request, home, 0.0)
        at_home, outside = (replace(world, volume=v) for v in (home, world.volume - home))
        usd = monthly(self.fleet, at_home, held=(kept + rate)[None])
        return np.asarray(usd[0] + monthly(self.tokens, outside)[0])

    def total(self, world: World) -> Array:
        """Return the discounted cost over the horizon, shape (samples,)."""
        once = self.fleet.once[0] + self.tokens.once[0]
        later = replace(
            self,
            fleet=replace(self.fleet, once=np.zeros((1, 1))),
            tokens=replace(self.tokens, once=np.zeros((1, 1))),
        )
        return np.asarray(once + (later.by_month(world) * world.discount).sum(axis=0))

    def _curve(self, world: World) -> HybridCurve:
        """Return the cost of each month over its volume, arrays of shape (months, samples)."""

        def path(usd: Array, paths: Index) -> Array:
            return np.asarray(usd[0] * world.prices[paths[0]])

        own, tokens = (
            some(p.per_request, np.zeros(1, int))[0] + path(p.tokens_usd, p.tokens_path)
            for p in (self.fleet, self.tokens)
        )
        rent = path(self.fleet.rent_usd, self.fleet.rent_path)
        hardware = world.prices[self.fleet.hardware_path]
        serves = self.fleet.step_requests[0] * self.fleet.served[0] * self.gain
        return HybridCurve(
            fixed=0.0,
            own_per_request=own,
            tokens_per_request=tokens,
            step_usd=rent + self.fleet.per_machine[0] + self.depreciation_usd * hardware,
            step_requests=serves * world.gain,
            hours=self.fleet.hours,
        )

    def _kept(self, world: World) -> Array:
        """Return the machines of each month, spares apart, shape (months, samples)."""
        curve = self._curve(world)
        must = np.ceil(self.home_share * world.volume / curve.step_requests * SLACK)
        kept = np.maximum(curve.machines(world.volume), must)
        if self.fleet.mode[0] == OWNED:
            kept = np.maximum.accumulate(kept, axis=0)
        return np.asarray(kept)
