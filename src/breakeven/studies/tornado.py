"""What one unknown at a time does to the cost of the winner, and to its lead."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.studies.probability import BAND, cheapest, lead
from breakeven.studies.unknown import Unknown

Evaluate: TypeAlias = Callable[[Array], Array]
"""From inputs, shape (unknowns, cases), to totals, shape (options, cases)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """The answer with one unknown at its 5 % and at its 95 % quantile, the others at central."""

    id: str
    low: float
    high: float
    """The two values of the unknown."""
    usd_at_low: float
    usd_at_high: float
    """What the winner then costs."""
    lead_usd_at_low: float
    lead_usd_at_high: float
    """By how much the cheapest other option then costs more than the winner."""
    cheapest_at_low: int
    cheapest_at_high: int
    """Which option is then the cheapest."""
    winner: int
    """The cheapest option with every unknown at central."""

    @property
    def lead_swing_usd(self) -> float:
        """The change of the lead between the two."""
        swing = abs(self.lead_usd_at_high - self.lead_usd_at_low)
        return 0.0 if np.isnan(swing) else swing

    @property
    def usd_swing(self) -> float:
        """The change of the winner's cost between the two."""
        return abs(self.usd_at_high - self.usd_at_low)

    @property
    def flips(self) -> bool:
        """Whether another option wins at one of them."""
        return {self.cheapest_at_low, self.cheapest_at_high} != {self.winner}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tornado:
    """The swings of all unknowns, the widest swing of the lead first."""

    winner: int
    usd: float
    """The winner's cost with every unknown at central."""
    lead_usd: float
    swings: tuple[Swing, ...]


def tornado(evaluate: Evaluate, *, unknowns: Sequence[Unknown]) -> Tornado:
    """Return the swing of each unknown, from one evaluation of 2 x unknowns + 1 cases."""
    count = len(unknowns)
    cases = np.repeat(central(unknowns)[:, None], 2 * count + 1, axis=1)
    for i, unknown in enumerate(unknowns):
        cases[i, 1 + 2 * i : 3 + 2 * i] = unknown.quantile(np.array(BAND))
    totals = evaluate(cases)
    best, _ = cheapest(totals)
    winner = int(best[0])
    usd, ahead = totals[winner], lead(totals, option=winner)
    swings = [
        Swing(
            id=unknown.id,
            low=float(cases[i, at]),
            high=float(cases[i, at + 1]),
            usd_at_low=float(usd[at]),
            usd_at_high=float(usd[at + 1]),
            lead_usd_at_low=float(ahead[at]),
            lead_usd_at_high=float(ahead[at + 1]),
            cheapest_at_low=int(best[at]),
            cheapest_at_high=int(best[at + 1]),
            winner=winner,
        )
        for i, unknown in enumerate(unknowns)
        for at in (1 + 2 * i,)
    ]
    swings.sort(key=lambda s: (-s.lead_swing_usd, -s.usd_swing, s.id))
    return Tornado(winner=winner, usd=float(usd[0]), lead_usd=float(ahead[0]), swings=tuple(swings))


def central(unknowns: Sequence[Unknown]) -> Array:
    """Return every unknown's central value, shape (unknowns,)."""
    return np.array([unknown.central for unknown in unknowns], float)
