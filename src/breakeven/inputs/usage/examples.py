"""Calls that an example log tells of: made up, always the same, with lengths as published.

The lengths are lognormal with the means and medians of the Azure LLM inference trace 2023,
conversation (CC-BY-4.0): 1,155 and 1,020 tokens in, 211 and 129 out. All else is made up.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import exp, log, sqrt
from typing import NamedTuple

START = datetime(2026, 5, 4, tzinfo=UTC)
CALLS = 240
HOURS = 48
MODELS = ("gpt-4o-mini", "gpt-4o")
CLAUDES = {"gpt-4o-mini": "claude-haiku-4-5", "gpt-4o": "claude-sonnet-4-5"}
TEAMS = ("search", "support")
INPUT, OUTPUT = (1_155, 1_020), (211, 129)
"""Mean and median, in tokens."""


class Call(NamedTuple):
    """One call, as every format tells it in its own words."""

    number: int
    at: datetime
    model: str
    team: str
    fresh: int
    """Input tokens that no cache was asked for."""
    cached: int
    """Input tokens that were read from a cache."""
    written: int
    """Input tokens that were written to it."""
    output: int
    """Reasoning included."""
    reasoning: int
    latency_ms: int
    ttft_ms: int
    ok: bool
    usd: float

    @property
    def input(self) -> int:
        """All input tokens."""
        return self.fresh + self.cached + self.written

    @property
    def done(self) -> datetime:
        """When the last token came."""
        return self.at + timedelta(milliseconds=self.latency_ms)

    @property
    def first(self) -> datetime:
        """When the first token came."""
        return self.at + timedelta(milliseconds=self.ttft_ms)

    @property
    def claude(self) -> str:
        """A name of Anthropic's for the model."""
        return CLAUDES[self.model]


@dataclass(slots=True)
class Sum:
    """What a bucket says of its calls."""

    requests: int = 0
    fresh: int = 0
    cached: int = 0
    written: int = 0
    output: int = 0
    usd: float = 0.0

    @property
    def input(self) -> int:
        """All input tokens."""
        return self.fresh + self.cached + self.written


@lru_cache(maxsize=1)
def calls(count: int = CALLS, *, seed: int = 2026) -> tuple[Call, ...]:
    """Return the calls in the order of their time; one in 60 failed."""
    source = random.Random(seed)  # noqa: S311 - nothing is kept secret
    return tuple(_call(source, number, at) for number, at in enumerate(_times(source, count)))


def _times(source: random.Random, count: int) -> list[datetime]:
    """Return times of which each hour has its share: more by day than by night."""
    weights = [1.0 + 2.0 * (8 <= hour % 24 < 20) for hour in range(HOURS)]
    hours = source.choices(range(HOURS), weights, k=count)
    return sorted(START + timedelta(milliseconds=int((h + source.random()) * 3.6e6)) for h in hours)


def _call(source: random.Random, number: int, at: datetime) -> Call:
    total, output = _length(source, *INPUT), _length(source, *OUTPUT)
    cached = 128 * int(total * source.choice((0.0, 0.25, 0.5)) / 128)
    written = 64 * (number % 5 == 0) if total - cached > 64 else 0
    ok = number % 60 != 59
    model = source.choices(MODELS, (3, 1))[0]
    price_in, price_out = {"gpt-4o-mini": (0.15, 0.6), "gpt-4o": (2.5, 10.0)}[model]
    usd = ((total - cached) * price_in + cached * price_in / 2 + output * price_out) / 1e6
    return Call(
        number=number,
        at=at,
        model=model,
        team=source.choice(TEAMS),
        fresh=(total - cached - written) * ok,
        cached=cached * ok,
        written=written * ok,
        output=output * ok,
        reasoning=output // 4 * (model == "gpt-4o") * ok,
        latency_ms=300 + 12 * output,
        ttft_ms=120 + total // 16,
        ok=ok,
        usd=round(usd, 9) * ok,
    )


def _length(source: random.Random, mean: float, median: float) -> int:
    return max(1, round(median * exp(source.gauss(0, 1) * sqrt(2 * log(mean / median)))))


def buckets(made: Sequence[Call], seconds: int) -> dict[tuple[datetime, str, str], Sum]:
    """Return the sums of the calls that were answered, by bucket, model and team, in order."""
    found: dict[tuple[datetime, str, str], Sum] = {}
    for call in made:
        if not call.ok:
            continue
        start = call.at - timedelta(seconds=(call.at - START).total_seconds() % seconds)
        total = found.setdefault((start.replace(microsecond=0), call.model, call.team), Sum())
        total.requests += 1
        total.fresh += call.fresh
        total.cached += call.cached
        total.written += call.written
        total.output += call.output
        total.usd += call.usd
    return dict(sorted(found.items()))


def iso(time: datetime) -> str:
    """Return a time with milliseconds and a Z."""
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def epoch(time: datetime) -> int:
    """Return whole seconds since 1970."""
    return int(time.timestamp())
