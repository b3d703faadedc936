"""Conditional means given one unknown, by regression on a few smooth functions of it."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.studies.normal import normal_quantile

KNOTS = (4, 16)
"""Fewest and most; between them the cube root of the samples."""
STIFFNESS = 1e-4
"""Weight of the bends between knots, over that of the samples: it bridges knots that no sample is
near, and bends nothing else."""

CELLS = 64
"""Of each fold: four to a knot at least, so that a cell's mean stands for its samples. Regression
on cells takes a tenth of the time, and no matrix is large enough for threads to meet over."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """Samples of one fold after another, in each by rising value, cut into cells."""

    order: Index
    starts: Index
    """Where each cell starts in that order."""
    sizes: Index
    """How many samples each cell has."""
    folds: tuple[slice, ...]
    """The cells of each fold."""

    def sums(self, values: Array) -> Array:
        """Return sums over each cell: from (samples, columns) to (cells, columns).

        Samples come first in memory, as gathering whole rows is several times as fast.
        """
        found = np.empty((len(self.starts), values.shape[1]))
        for fold in self.folds:
            starts, size = self.starts[fold], int(self.sizes[fold].sum())
            if size:
                taken = values[self.order[starts[0] : starts[0] + size]]
                np.add.reduceat(taken, starts - starts[0], axis=0, out=found[fold])
        return found


def cells_of(x: Array, *, fold: Index) -> Cells:
    """Return the cells of an unknown, equally many samples in each, for folds numbered from 0."""
    ends = np.cumsum([0, *np.bincount(fold)]).tolist()
    cuts = [
        np.linspace(a, b, min(CELLS, b - a), endpoint=False).astype(int) for a, b in pairwise(ends)
    ]
    starts = np.concatenate(cuts)
    bounds = np.cumsum([0, *(len(c) for c in cuts)]).tolist()
    return Cells(
        order=np.lexsort((x, fold)),
        starts=starts,
        sizes=np.diff([*starts, len(x)]),
        folds=tuple(slice(a, b) for a, b in pairwise(bounds)),
    )


def ranks(x: Array) -> Array:
    """Return the share of the samples below each, those with equal values at their middle."""
    _, place, count = np.unique(x, return_inverse=True, return_counts=True)
    ends = np.cumsum(count)
    return np.asarray((ends - count / 2)[place] / len(x))


def noisy(x: Array, *, error_left: float, rng: np.random.Generator) -> Array:
    """Return a measurement of x that leaves a share of its error: a signal in normal scores.

    With x normal, its standard deviation given the signal is `error_left` times what it was. Strong
    and Oakley (2015) value a measurement by regression on such a summary of the data.
    """
    noise = rng.standard_normal(len(x))
    kept = np.sqrt(1 - error_left**2)
    return np.asarray(kept * normal_quantile(ranks(x)) + error_left * noise)


def basis(x: Array) -> tuple[Array, Array]:
    """Return functions of x at each sample, shape (samples, functions), and the penalty of bends.

    They are piecewise linear between knots at equal ranks, and x itself, which carries the tails.
    Eilers and Marx (1996): penalised splines.
    """
    samples = len(x)
    count = int(np.clip(round(samples ** (1 / 3)), *KNOTS)) + 1
    at = ranks(x) * (count - 1)
    hats = np.maximum(0.0, 1.0 - np.abs(at[:, None] - np.arange(count)))
    scaled = (x - x.mean()) / x.std()
    bends = np.diff(np.eye(count), n=2, axis=0)
    penalty = np.zeros((count + 1, count + 1))
    penalty[:count, :count] = STIFFNESS * samples / count * bends.T @ bends
    penalty[count, count] = STIFFNESS**2 * samples
    return np.column_stack([hats, scaled]), penalty
