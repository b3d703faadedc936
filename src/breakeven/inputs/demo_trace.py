"""An hour of chat traffic to try breakeven on, synthesised from published statistics.

The statistics are those of the Azure LLM inference trace 2023, conversation (19,366 requests in
3,502 s): rate, busiest second and minute over the mean, and the mean, quantiles and extremes of
the lengths. No row of the trace is in here. What the statistics do not tell is made up: input and
output lengths are independent, minutes are independent of each other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from breakeven.domain.provenance import Source

SOURCE = Source(
    id="azure-llm-trace-2023",
    title="AzureLLMInferenceTrace_conv, Azure LLM inference traces of 2023 (Splitwise, ISCA 2024)",
    url="https://github.com/Azure/AzurePublicDataset/blob/master/AzureLLMInferenceDataset2023.md",
    date=date(2023, 11, 16),
    licence="CC-BY-4.0",
    note="only statistics of it are restated",
)
SECONDS = 3_600
REQUESTS_PER_SECOND = 19_366 / 3_501.72
PEAK_SECOND = 2.89
PEAK_MINUTE = 1.52
START = datetime(2023, 11, 16, 18)
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthStatistics:
    """Tokens of one direction of a request, as published."""

    least: float
    p50: float
    p95: float
    p99: float
    most: float
    mean: float


INPUT = LengthStatistics(least=2, p50=1020, p95=4083, p99=4142, most=14_050, mean=1155)
OUTPUT = LengthStatistics(least=7, p50=129, p95=451, p99=601, most=1000, mean=211)


def write_demo_trace(path: Path | str, *, seed: int = 2023) -> None:
    """Write the trace in the columns of the Azure traces."""
    seconds, inputs, outputs = demo_trace(seed=seed)
    lines = ["TIMESTAMP,ContextTokens,GeneratedTokens"]
    for at, tokens_in, tokens_out in zip(seconds, inputs, outputs, strict=True):
        time = START + timedelta(microseconds=round(at * 1e6))
        lines.append(f"{time:%Y-%m-%d %H:%M:%S.%f},{tokens_in:.0f},{tokens_out:.0f}")
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def demo_trace(*, seed: int = 2023) -> tuple[Numbers, Numbers, Numbers]:
    """Return arrivals in seconds, input tokens and output tokens of each request."""
    rng = np.random.default_rng(seed)
    arrivals = _arrivals(rng)
    inputs, outputs = (_lengths(rng, len(arrivals), known) for known in (INPUT, OUTPUT))
    return arrivals, inputs, outputs


def _arrivals(rng: np.random.Generator) -> Numbers:
    """Return sorted arrivals, the first at 0: periods are counted from the first arrival."""
    noise = rng.standard_normal(SECONDS // 60)

    def weights(spread: float) -> Numbers:
        made = np.exp(spread * noise)
        return np.asarray(made / made.mean())

    spread = _solve(lambda s: float(weights(s).max()), PEAK_MINUTE, low=0.0, high=1.0)
    minutes = np.round(weights(spread) * REQUESTS_PER_SECOND * 60).astype(int)
    busiest = round(PEAK_SECOND * REQUESTS_PER_SECOND)
    counts = np.concatenate([_seconds(rng, n, busiest) for n in minutes])
    starts = np.repeat(np.arange(SECONDS, dtype=np.float64), counts)
    arrivals = np.sort(starts + rng.random(len(starts)) * 0.999)
    arrivals[0] = 0.0
    return arrivals


def _seconds(rng: np.random.Generator, requests: int, most: int) -> NDArray[np.int64]:
    """Return a minute's arrivals by second: Poisson-like, none above `most`."""
    counts = rng.multinomial(requests, np.full(60, 1 / 60))
    while (excess := int((counts - most).clip(min=0).sum())) > 0:
        counts = counts.clip(max=most)
        counts += rng.multinomial(excess, np.full(60, 1 / 60))
    return np.asarray(counts, dtype=np.int64)


def _lengths(rng: np.random.Generator, requests: int, known: LengthStatistics) -> Numbers:
    """Return shuffled lengths whose quantiles and mean are the published ones."""
    share = (np.arange(requests) + 0.5) / requests

    def quantiles(bend: float) -> Numbers:
        ends = (known.least, known.p50, known.p95, known.p99, known.most)
        shares = (0.0, 0.5, 0.95, 0.99, 1.0)
        found = np.full(requests, known.most)
        for i in reversed(range(4)):
            inside = share <= shares[i + 1]
            along = ((share - shares[i]) / (shares[i + 1] - shares[i])).clip(0.0, 1.0)
            # bent between the quantiles so that the mean fits; the last 1 % is a thin tail
            power = 8.0 if i == 3 else bend
            found = np.where(inside, ends[i] * (ends[i + 1] / ends[i]) ** (along**power), found)
        return np.asarray(found)

    bend = _solve(lambda b: -float(quantiles(b).mean()), -known.mean, low=0.02, high=20.0)
    return np.asarray(np.round(rng.permutation(quantiles(bend))), dtype=np.float64)


def _solve(rising: Callable[[float], float], target: float, *, low: float, high: float) -> float:
    """Return where a rising function meets a target, by halving."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2
