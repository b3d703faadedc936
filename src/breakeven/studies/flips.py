"""What would have to be true for another option to win."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.studies.probability import cheapest
from breakeven.studies.tornado import Evaluate, central
from breakeven.studies.unknown import Unknown

GRID = 16
"""Cases to a round of the search: each round narrows a bracket so many times."""
ROUNDS = 8
"""16 ** 8 is 4e9: the value is known to a billionth of the range and better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """The value of one unknown from which on another option wins, the others at central."""

    id: str
    central: float
    value: float
    """The first such value on the way from central to an end of the range."""
    end: float
    """That end: the unknown's low or high."""
    instead: int
    """The option that wins there."""

    @property
    def way(self) -> float:
        """How far it is, as a share of the way from central to the end."""
        return (self.value - self.central) / (self.end - self.central)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bracket:
    """A stretch of one unknown: the winner holds at `kept`, not at `lost`."""

    row: int
    end: float
    kept: float
    lost: float
    instead: int = -1


def flips(evaluate: Evaluate, *, unknowns: Sequence[Unknown]) -> tuple[Flip, ...]:
    """Return where the winner at central values changes, the nearest first.

    Both ways from central, an unknown's range is looked at in 16 places, then between the last
    place where the winner holds and the first where it does not, and so on; a change that reverts
    between two places is missed. No entry where the winner holds up to the end.
    """
    base = central(unknowns)
    winner = int(cheapest(evaluate(base[:, None]))[0][0])
    brackets = [
        _Bracket(row=row, end=end, kept=unknown.central, lost=end)
        for row, unknown in enumerate(unknowns)
        for end in (unknown.low, unknown.high)
        if end != unknown.central and not unknown.is_known
    ]
    for _ in range(ROUNDS):
        brackets = _narrowed(brackets, evaluate, base, winner)
    found = [
        Flip(
            id=unknowns[b.row].id,
            central=unknowns[b.row].central,
            value=b.lost,
            end=b.end,
            instead=b.instead,
        )
        for b in brackets
    ]
    return tuple(sorted(found, key=lambda f: (f.way, f.id, f.end)))


def _narrowed(
    brackets: Sequence[_Bracket], evaluate: Evaluate, base: Array, winner: int
) -> list[_Bracket]:
    """Return each bracket in a sixteenth of its width, without those in which the winner holds."""
    if not brackets:
        return []
    steps = np.linspace(0.0, 1.0, GRID + 1)
    values = [b.kept * (1 - steps) + b.lost * steps for b in brackets]
    cases = np.repeat(base[:, None], GRID * len(brackets), axis=1)
    for i, (bracket, value) in enumerate(zip(brackets, values, strict=True)):
        cases[bracket.row, GRID * i : GRID * (i + 1)] = value[1:]
    best = cheapest(evaluate(cases))[0].reshape(len(brackets), GRID)
    return [
        replace(
            bracket,
            kept=float(value[first]),
            lost=float(value[first + 1]),
            instead=int(row[first]),
        )
        for bracket, value, row in zip(brackets, values, best, strict=True)
        if (row != winner).any()
        for first in (int((row != winner).argmax()),)
    ]
