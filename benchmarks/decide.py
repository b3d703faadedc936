"""How long a decision takes after start, on one core, against pricing requests one by one."""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks import Row
from breakeven.api import decide
from breakeven.inputs.demo_trace import write_demo_trace

RUNS = 5
PRICED = 1_000


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
    numbers = {"requests_per_day": 478_000.0, "input_tokens": 1155.0, "output_tokens": 211.0}
    weighed = decide(**numbers).weighed
    took = seconds(lambda: decide(**numbers))
    note = f"{weighed:,} options weighed"
    yield Row(
        name="decide, five numbers",
        seconds=took,
        runs=RUNS,
        against=name,
        ratio=took / peer,
        note=note,
    )
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "trace.csv"
        write_demo_trace(log)
        took = seconds(lambda: decide(usage_log=[log], like="gpt-4o-mini"))
        weighed = decide(usage_log=[log], like="gpt-4o-mini").weighed
    note = f"{weighed:,} options weighed"
    yield Row(
        name="decide, an hour's log",
        seconds=took,
        runs=RUNS,
        against=name,
        ratio=took / peer,
        note=note,
    )
