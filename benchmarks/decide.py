"""How long a decision takes after start, on one core, against pricing requests one by one."""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import Row
from breakeven.api import decide
from breakeven.inputs.demo_trace import write_demo_trace

RUNS = 5
PRICED = 1_000
SIMULATED = ("none", "leaders")


def seconds(work: Callable[[], object], *, runs: int = RUNS) -> float:
    """Return the median time of a call; one run before loads what is loaded once."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return median(times[1:])


def one_by_one() -> None:
    """Price requests as an application does that calls genai-prices for each."""
    from genai_prices import Usage, calc_price

    day = datetime(2026, 11, 1, tzinfo=UTC)
    for tokens in range(PRICED):
        usage = Usage(input_tokens=500 + tokens, output_tokens=200)
        calc_price(
            usage, model_ref="gpt-4o-mini", provider_id="openai", genai_request_timestamp=day
        )


def measure() -> Iterator[Row]:
    """Time decisions from five numbers and from a log, uncertainty included."""
    peer = seconds(one_by_one)
    name = f"genai-prices, {PRICED:,} requests"
    yield Row(name=name, seconds=peer, runs=RUNS)
    numbers: dict[str, Any] = {
        "requests_per_day": 478_000.0,
        "input_tokens": 1155.0,
        "output_tokens": 211.0,
    }
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "trace.csv"
        write_demo_trace(log)
        from_log: dict[str, Any] = {"usage_log": [log], "like": "gpt-4o-mini"}
        for name, asked in (("five numbers", numbers), ("an hour's log", from_log)):
            for simulate in SIMULATED:
                yield _decided(f"decide, {name}", {**asked, "simulate": simulate}, peer)


def _decided(name: str, asked: dict[str, Any], peer: float) -> Row:
    found = decide(**asked)
    took = seconds(lambda: decide(**asked))
    run = found.simulated
    how = f"{run.replicas} replicas simulated" if run else "by the closed form"
    return Row(
        name=name,
        seconds=took,
        runs=RUNS,
        against=f"genai-prices, {PRICED:,} requests",
        ratio=took / peer,
        note=f"{found.weighed:,} options weighed, {how}",
    )
