"""How long a person waits for `breakeven --help` and for `breakeven cross`, whole processes."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks import Row

ROOT = Path(__file__).parents[1]
RUNS = 7
PASS = (sys.executable, "-c", "pass")
TOOL = (sys.executable, "-m", "breakeven")
CROSS = (
    "cross",
    "api:gpt-4o-mini",
    "self:llama-3.1-8b@A10Gx1",
    *("--input-tokens", "500", "--output-tokens", "200"),
    *("--facts", "examples/lesson"),
)
COMMANDS = {
    "breakeven --help": (*TOOL, "--help"),
    "breakeven cross": (*TOOL, *CROSS),
    "breakeven cross --json": (*TOOL, *CROSS, "--json"),
}


def seconds(command: Sequence[str], *, runs: int = RUNS) -> float:
    """Return the median time of a process; one run before warms the file cache."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return median(times[1:])


def measure() -> Iterator[Row]:
    """Time each command against a Python that does nothing."""
    nothing = seconds(PASS)
    yield Row(name="python -c pass", seconds=nothing, runs=RUNS)
    for name, command in COMMANDS.items():
        took = seconds(command)
        yield Row(
            name=name, seconds=took, runs=RUNS, against="python -c pass", ratio=took / nothing
        )
