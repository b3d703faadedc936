"""The few numbers of a workload's requests that batching depends on."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import NormalDist

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.domain.workload import Lengths, Workload

TAILS = (0.5, 0.2, 0.05, 0.02)
"""Shares of the requests whose own length is taken into a percentile: with a share of 2 % the rest
of a one per cent tail is a coin's throw."""
CLASSES = (0.4, 0.3, 0.2, 0.09, 0.001, 0.003, 0.006)
"""Shares of the requests in each class of input lengths, the shortest first: fine in the longest
one per cent, which decide how long the slowest one per cent wait."""
BLOCK = 64
"""Requests over which lengths are averaged to see whether they drift: about a batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Requests as the closed form sees them, in tokens."""

    input_mean: float
    """Computed in prefill: without the cached share."""
    input_variation: float
    """Squared coefficient of variation of the input."""
    input_drift: float
    """Squared coefficient of variation of the mean input of neighbouring requests, beyond chance:
    0 where each request is drawn on its own."""
    input_classes: tuple[float, ...]
    """Mean input of each of CLASSES."""
    output_mean: float
    output_drift: float
    """The same of the outputs."""
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
    """Return what batching needs to know of a workload, of its busiest hours where they are known.

    The decode context is E[O (I + O/2)] / E[O]: from the real pairs where they are known, else as
    if input and output were independent.
    """
    inputs, outputs = workload.input_tokens, workload.output_tokens
    computed = 1.0 - workload.cached_input_share
    classes = _classes(workload)
    input_mean = sum(s * c for s, c in zip(CLASSES, classes, strict=True))
    pairs = _pairs(workload)
    out_mean = max(outputs.mean if pairs is None else float(pairs[:, 1].mean()), 1.0)
    mean_square = max(inputs.mean_square, inputs.mean**2)
    return Traffic(
        input_mean=max(input_mean * computed, 1.0),
        input_variation=mean_square / max(inputs.mean, 1.0) ** 2 - 1.0,
        input_drift=0.0 if pairs is None else _drift(pairs[:, 0]),
        input_classes=tuple(max(c * computed, 1.0) for c in classes),
        output_mean=out_mean,
        output_drift=0.0 if pairs is None else _drift(pairs[:, 1]),
        output_p99=max(outputs.p99, 1.0),
        short_outputs=tuple(max(_quantile(workload, 1, tail), 1.0) for tail in TAILS),
        decode_context=_decode_context(workload, out_mean),
        pairs_share=0.5 + workload.cached_input_share / max(computed, 1e-9),
        longest=max(inputs.p99 + outputs.p99, 1.0),
    )


def _pairs(workload: Workload) -> Array | None:
    """Return the real requests, None where there are none."""
    pairs = workload.peak_request_tokens
    return pairs if pairs is not None and len(pairs) and pairs[:, 1].any() else None


def _decode_context(workload: Workload, out_mean: float) -> float:
    pairs = _pairs(workload)
    if pairs is None:
        growth = max(workload.output_tokens.mean_square, out_mean**2) / out_mean / 2
        return workload.input_tokens.mean + growth
    i, o = pairs[:, 0], pairs[:, 1]
    return float(np.sum(o * (i + o / 2)) / np.sum(o))


def _quantile(workload: Workload, column: int, share: float) -> float:
    """Return a quantile of the inputs (0) or outputs (1): of the real requests, else lognormal."""
    pairs = _pairs(workload)
    if pairs is not None:
        return float(np.quantile(pairs[:, column], share))
    lengths = (workload.input_tokens, workload.output_tokens)[column]
    if lengths.mean <= 0:
        return 0.0
    variance = _log_variance(lengths)
    normal = NormalDist().inv_cdf(share)
    return float(lengths.mean * np.exp(normal * np.sqrt(variance) - variance / 2))


def _log_variance(lengths: Lengths) -> float:
    return float(np.log(max(lengths.mean_square / lengths.mean**2, 1.0)))


def _classes(workload: Workload) -> list[float]:
    """Return the mean input of each of CLASSES; their mean is that of the requests."""
    pairs = _pairs(workload)
    if pairs is None:
        sums = _lognormal_sums(workload.input_tokens)
    else:
        ordered = np.concatenate([[0.0], np.cumsum(np.sort(pairs[:, 0]))]) / len(pairs)
        shares = np.minimum([0.0, *accumulate(CLASSES)], 1.0)
        sums = np.interp(shares, np.linspace(0.0, 1.0, len(ordered)), ordered).tolist()
    return [(high - low) / s for s, (low, high) in zip(CLASSES, pairwise(sums), strict=True)]


def _lognormal_sums(lengths: Lengths) -> Sequence[float]:
    """Return the part of the mean that the shortest requests make, up to the end of each class."""
    if lengths.mean <= 0:
        return [0.0] * (len(CLASSES) + 1)
    normal, sigma = NormalDist(), _log_variance(lengths) ** 0.5
    inner = [normal.inv_cdf(share) for share in list(accumulate(CLASSES))[:-1]]
    return [lengths.mean * part for part in (0.0, *(normal.cdf(z - sigma) for z in inner), 1.0)]


def _drift(lengths: Array) -> float:
    """Return the squared coefficient of variation of block means that chance does not explain."""
    blocks = len(lengths) // BLOCK
    if blocks < 2 or lengths.mean() <= 0:
        return 0.0
    means = lengths[: blocks * BLOCK].reshape(blocks, BLOCK).mean(axis=1)
    beyond = means.var() - lengths.var() / BLOCK
    return float(max(beyond, 0.0) / lengths.mean() ** 2)
