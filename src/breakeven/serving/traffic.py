"""The few numbers of a workload's requests that batching depends on."""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.workload import Workload


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Requests as the closed form sees them, in tokens."""

    input_mean: float
    """Computed in prefill: without the cached share."""
    input_p50: float
    input_p99: float
    input_variation: float
    """Squared coefficient of variation of the input."""
    output_mean: float
    output_p99: float
    decode_context: float
    """Mean context of a sequence over its decode steps; long answers count by their steps."""
    pairs_mean: float
    """Attention pairs of one prefill."""
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
    pairs = mean_square * computed * (computed / 2 + workload.cached_input_share)
    return Traffic(
        input_mean=max(inputs.mean * computed, 1.0),
        input_p50=max(inputs.p50 * computed, 1.0),
        input_p99=max(inputs.p99 * computed, 1.0),
        input_variation=mean_square / max(inputs.mean, 1.0) ** 2 - 1.0,
        output_mean=out_mean,
        output_p99=max(outputs.p99, 1.0),
        decode_context=_decode_context(workload, out_mean),
        pairs_mean=pairs,
        longest=max(inputs.p99 + outputs.p99, 1.0),
    )


def _decode_context(workload: Workload, out_mean: float) -> float:
    pairs = workload.request_tokens
    if pairs is None or len(pairs) == 0 or not pairs[:, 1].any():
        growth = max(workload.output_tokens.mean_square, out_mean**2) / out_mean / 2
        return workload.input_tokens.mean + growth
    i, o = pairs[:, 0], pairs[:, 1]
    return float(np.sum(o * (i + o / 2)) / np.sum(o))
