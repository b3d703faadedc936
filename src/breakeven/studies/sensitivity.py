"""Which unknowns make an answer uncertain: Sobol indices, alone and with all interactions.

Take two independent samples, `design` the cases, evaluate them, and hand the outputs (the winner's
cost, say, or its lead) to `sobol`.
"""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.studies.products import product

RESAMPLES = 100
"""Of the bootstrap: its standard errors are then known to a fourteenth."""

LEAST = 1e-3
"""Share of the variance that a resample keeps at least: it may miss the few cases that differ."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Indices:
    """Shares of the variance of an output; arrays of shape (unknowns,)."""

    first: Array
    """Share that an unknown explains alone: what knowing it would take away, in the mean."""
    first_error: Array
    """One standard error, by bootstrap; with Sobol points the true one is smaller."""
    total: Array
    """Share that is left when all others are known: its own part and all its interactions."""
    total_error: Array
    variance: float
    """Of the output, in its unit squared. Where it is 0 all indices are."""


def design(a: Array, *, b: Array) -> Array:
    """Return the cases to evaluate, shape (unknowns, (unknowns + 2) x samples).

    First `a`, then `b`, then for each unknown `a` with this unknown's row from `b`; `a` and `b` are
    two independent samples, shape (unknowns, samples). Saltelli et al. (2010), table 2.
    """
    count, samples = a.shape
    cases = np.concatenate([a, b, np.tile(a, (1, count))], axis=1)
    for i in range(count):
        start = (2 + i) * samples
        cases[i, start : start + samples] = b[i]
    return cases


def sobol(output: Array, *, unknowns: int, seed: int) -> Indices:
    """Return first-order and total indices from the outputs of a `design`, in its order.

    First order: Saltelli et al. (2010), mean f(B) (f(AB) - f(A)) / V. Total: Jansen (1999), mean
    (f(A) - f(AB))^2 / 2V. V is the variance over A and B together.
    """
    f = (output - output.mean()).reshape(unknowns + 2, -1)
    a, b, ab = f[0], f[1], f[2:]
    samples = len(a)
    ends = np.stack([a + b, a**2 + b**2])
    alone, whole = b * (ab - a), (a - ab) ** 2 / 2
    variance = float(np.concatenate([a, b]).var())
    if variance <= np.finfo(float).eps * float(np.abs(output).max()) ** 2:
        zero = np.zeros(unknowns)
        return Indices(
            first=zero, first_error=zero, total=zero, total_error=zero, variance=variance
        )
    rng = np.random.default_rng(seed)
    times = [
        np.bincount(rng.integers(samples, size=samples), minlength=samples)
        for _ in range(RESAMPLES)
    ]
    drawn = np.array(times).T / samples
    mean, square = product(ends, drawn) / 2
    spread = np.maximum(square - mean**2, LEAST * variance)
    return Indices(
        first=alone.mean(axis=1) / variance,
        first_error=(product(alone, drawn) / spread).std(axis=1, ddof=1),
        total=whole.mean(axis=1) / variance,
        total_error=(product(whole, drawn) / spread).std(axis=1, ddof=1),
        variance=variance,
    )
