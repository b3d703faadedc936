"""The few numbers of a workload's requests that batching depends on."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from breakeven.domain.workload import Workload

TAILS = (0.5, 0.2, 0.05, 0.02)
"""Shares of the requests whose own length is taken into a percentile: with a share of 2 % the rest
of a one per cent tail is a coin's throw."""


GRID = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Requests as the closed form sees them, in tokens."""

    input_mean: float
    """Computed in prefill: without the cached share."""
    input_p50: float
    input_variation: float
    """Squared coefficient of variation of the input."""
    input_grid: tuple[float, ...]
    """Inputs in the middle of GRID equally likely classes."""
    long_inputs: tuple[float, ...]
    """Inputs that the shares TAILS of the requests exceed."""
    output_mean: float
    output_p99: float
    short_outputs: tuple[float, ...]
    """Outputs that the shares TAILS of the requests stay below."""
    decode_context: float
    """Mean context of a sequence over its decode steps; long answers count by their steps."""
    pairs_share: float
    """Attention pairs of a prefill over the square of its computed tokens: 1/2 without a cache."""
    longest: float
    """Context that a replica must hold."""


def traffic_of(workload: Workload) -> Traffic:
    """Return what batching needs to know of a workload.

    The decode context is E[O (I + O/2)] / E[O]: from the real pairs where they are known, else as
    if input and output were independent.
    """
    inputs, outputs = workload.input_tokens, workload.output_tokens
    computed = 1.0 - workload.cached_input_share
    out_mean = max(outputs.mean, 1.0)
    mean_square = max(inputs.mean_square, inputs.mean**2)
    return Traffic(
        input_mean=max(inputs.mean * computed, 1.0),
        input_p50=max(inputs.p50 * computed, 1.0),
        input_variation=mean_square / max(inputs.mean, 1.0) ** 2 - 1.0,
        input_grid=_grid(workload, computed),
        long_inputs=tuple(
            max(_quantile(workload, 0, 1.0 - tail) * computed, 1.0) for tail in TAILS
        ),
        output_mean=out_mean,
        output_p99=max(outputs.p99, 1.0),
        short_outputs=tuple(max(_quantile(workload, 1, tail), 1.0) for tail in TAILS),
        decode_context=_decode_context(workload, out_mean),
        pairs_share=0.5 + workload.cached_input_share / max(computed, 1e-9),
        longest=max(inputs.p99 + outputs.p99, 1.0),
    )


def _decode_context(workload: Workload, out_mean: float) -> float:
    pairs = workload.peak_request_tokens
    if pairs is None or len(pairs) == 0 or not pairs[:, 1].any():
        growth = max(workload.output_tokens.mean_square, out_mean**2) / out_mean / 2
        return workload.input_tokens.mean + growth
    i, o = pairs[:, 0], pairs[:, 1]
    return float(np.sum(o * (i + o / 2)) / np.sum(o))


def _quantile(workload: Workload, column: int, share: float) -> float:
    """Return a quantile of the inputs (0) or outputs (1): of the real requests, else lognormal."""
    pairs = workload.peak_request_tokens
    if pairs is not None and len(pairs):
        return float(np.quantile(pairs[:, column], share))
    lengths = (workload.input_tokens, workload.output_tokens)[column]
    if lengths.mean <= 0:
        return 0.0
    variance = np.log(max(lengths.mean_square / lengths.mean**2, 1.0))
    normal = NormalDist().inv_cdf(share)
    return float(lengths.mean * np.exp(normal * np.sqrt(variance) - variance / 2))


def _grid(workload: Workload, computed: float) -> tuple[float, ...]:
    """Return computed inputs of equally likely classes, with the workload's own mean."""
    middles = [_quantile(workload, 0, (i + 0.5) / GRID) for i in range(GRID)]
    scale = workload.input_tokens.mean / max(sum(middles) / GRID, 1e-9)
    return tuple(max(m * scale * computed, 1.0) for m in middles)
