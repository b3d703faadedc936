"""The requests of a log, one by one, as the simulator takes them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.numbers import Array


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


def drawn(
    *,
    count: int,
    requests_per_second: float,
    input_mean: float,
    output_mean: float,
    variations: tuple[float, float],
    cached_share: float,
    seed: int = 20_261_124,
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
