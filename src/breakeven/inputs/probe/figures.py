"""The figures of a closed loop: times per request and rates, in the names of the columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from breakeven.inputs.probe.loop import Level
from breakeven.inputs.probe.stream import Timing

PERCENTILES = {"p50": 1, "p90": 10, "p95": 20, "p99": 100}
"""With the fewest values that a percentile stands on: one of them must lie beyond it."""
ONE_TOKEN_EACH = 0.02
"""Share by which pieces and tokens may differ where gaps between pieces are those of tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value."""

    metric: str
    value: float
    unit: str


def figures(level: Level) -> tuple[Figure, ...]:
    """Return what a loop measured; nothing where no request was answered.

    Times are over requests, `itl` over all gaps. A rate counts from the first request to the last
    answer, as clients of benchmarks do.
    """
    timings = level.timings
    if not timings:
        return ()
    times = {
        "ttft": [t.ttft for t in timings],
        "tpot": [t.tpot for t in timings if t.tpot is not None],
        "itl": gaps(timings) if one_token_each(timings) else [],
        "e2e": [t.e2e for t in timings],
    }
    found = [figure for name, seconds in times.items() for figure in _times(name, seconds)]
    return (*found, *_rates(level))


def gaps(timings: Sequence[Timing]) -> list[float]:
    """Return the seconds between pieces that follow each other."""
    return [gap for t in timings for gap in np.diff(t.pieces).tolist()]


def one_token_each(timings: Sequence[Timing]) -> bool:
    """Return whether pieces are tokens, as far as the endpoint counts tokens."""
    pieces = sum(len(t.pieces) for t in timings)
    tokens = sum(t.tokens for t in timings)
    return abs(pieces - tokens) <= max(ONE_TOKEN_EACH * tokens, len(timings))


def _times(name: str, seconds: Sequence[float]) -> Iterator[Figure]:
    if not seconds:
        return
    yield Figure(metric=f"{name}_mean", value=float(np.mean(seconds)) * 1e3, unit="ms")
    for statistic, fewest in PERCENTILES.items():
        if len(seconds) >= fewest:
            at = float(np.percentile(seconds, int(statistic[1:])))
            yield Figure(metric=f"{name}_{statistic}", value=at * 1e3, unit="ms")


def _rates(level: Level) -> Iterator[Figure]:
    timings, seconds = level.timings, level.seconds
    output = sum(t.tokens for t in timings)
    yield Figure(metric="requests_per_second", value=len(timings) / seconds, unit="requests/s")
    yield Figure(metric="output_tokens_per_second", value=output / seconds, unit="tokens/s")
    if all(t.input_tokens for t in timings):
        total = output + sum(t.input_tokens or 0 for t in timings)
        yield Figure(metric="total_tokens_per_second", value=total / seconds, unit="tokens/s")


def mean_input(timings: Sequence[Timing]) -> float | None:
    """Return the mean input tokens as counted by the endpoint, None where it counts none."""
    counted = [t.input_tokens for t in timings if t.input_tokens]
    return float(np.mean(counted)) if counted else None


def mean_output(timings: Sequence[Timing]) -> float:
    """Return the mean output tokens."""
    return float(np.mean([t.tokens for t in timings]))


def cached_share(timings: Sequence[Timing]) -> float | None:
    """Return the share of the input that a prefix cache held, None where nobody says."""
    known = [t for t in timings if t.cached_tokens is not None and t.input_tokens]
    if not known:
        return None
    return sum(t.cached_tokens or 0 for t in known) / sum(t.input_tokens or 0 for t in known)
