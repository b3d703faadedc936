"""The requests of a log, one by one, as the simulator takes them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.domain.workload import Lengths, Workload

SEED = 20_261_124


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Requests:
    """Arrays of shape (requests,), in the order of arrival."""

    arrivals: Array
    """Seconds since the first."""
    input_tokens: Array
    """Cached tokens included."""
    output_tokens: Array
    cached_tokens: Array
    priorities: Array | None = None
    """Lower is served first; None where all are alike."""
    prefix_hashes: tuple[Sequence[int], ...] = ()
    """Hashes of the blocks of each prompt, in order; empty where they are not known."""
    prefix_block_tokens: int = 0
    """Tokens of such a block."""

    def scaled(self, rate: float) -> "Requests":
        """Return the same requests at a multiple of their rate."""
        return replace(self, arrivals=self.arrivals / rate)


def requests_of(workload: Workload, *, count: int, seed: int = SEED) -> Requests:
    """Return requests of a workload with Poisson arrivals, on average one a second.

    The lengths are those of the log's busiest hours in their order, repeated or thinned to
    `count`. Without a log they are lognormal: quantiles in even steps, in a random order, so that
    the longest requests, which decide a 99th percentile, are neither too many nor too few.
    """
    rng = np.random.default_rng(seed)
    arrivals = np.cumsum(rng.exponential(1.0, count))
    pairs = workload.peak_request_tokens
    if pairs is not None and len(pairs):
        kept = np.arange(count) % len(pairs)
        if len(pairs) > count:
            kept = np.arange(count) * len(pairs) // count
        inputs, outputs = pairs[kept].T
    else:
        inputs = rng.permutation(_quantiles(workload.input_tokens, count))
        outputs = rng.permutation(_quantiles(workload.output_tokens, count))
    return Requests(
        arrivals=arrivals - arrivals[0],
        input_tokens=np.maximum(np.rint(inputs), 1.0),
        output_tokens=np.maximum(np.rint(outputs), 1.0),
        cached_tokens=np.floor(inputs * workload.cached_input_share),
    )


def _quantiles(lengths: Lengths, count: int) -> Array:
    """Return lognormal lengths in the middle of `count` equally likely classes."""
    if lengths.mean <= 0:
        return np.ones(count)
    variance = float(np.log(max(lengths.mean_square / lengths.mean**2, 1.0)))
    quantiles: Array = lengths.mean * np.exp(_normal(count) * variance**0.5 - variance / 2)
    return quantiles


@lru_cache(maxsize=4)
def _normal(count: int) -> Array:
    normal = NormalDist()
    return np.array([normal.inv_cdf((i + 0.5) / count) for i in range(count)])


def drawn(
    *,
    count: int,
    requests_per_second: float,
    input_mean: float,
    output_mean: float,
    variations: tuple[float, float],
    cached_share: float,
    seed: int = SEED,
) -> Requests:
    """Draw requests: Poisson arrivals, lognormal lengths.

    `variations` are the squared coefficients of variation of input and output.
    """
    rng = np.random.default_rng(seed)
    gaps = rng.exponential(1.0 / requests_per_second, count)
    inputs = _lengths(rng, input_mean, variations[0], count)
    return Requests(
        arrivals=np.cumsum(gaps) - gaps[0],
        input_tokens=inputs,
        output_tokens=_lengths(rng, output_mean, variations[1], count),
        cached_tokens=np.floor(inputs * cached_share),
    )


def _lengths(rng: np.random.Generator, mean: float, variation: float, count: int) -> Array:
    variance = np.log1p(variation)
    drawn_lengths = rng.lognormal(np.log(mean) - variance / 2, np.sqrt(variance), count)
    return np.maximum(np.rint(drawn_lengths), 1.0)
