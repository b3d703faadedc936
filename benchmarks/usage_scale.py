"""`breakeven usage` on 100 million rows of Parquet against hand-written SQL, and on 10 GB of CSV.

`python -m benchmarks usage_scale` writes a log to build/usage-scale and answers in turn, each time
as a process of its own, with the leanest SQL that we can write for DuckDB and with
`breakeven usage --json`; the ratio is that of the fastest of each, and both must say the same. The
CSV is written, read and deleted one file after the other. Memory is the most that a process held.

ROWS, RUNS and CSV_ROWS of the environment make it smaller: ROWS=1000000 CSV_ROWS=0.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import usage_logs

NAMED_ONLY = True
"""Minutes and gigabytes: not among all benchmarks."""
ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "build" / "usage-scale"
ROWS = int(os.environ.get("ROWS", "100_000_000"))
RUNS = int(os.environ.get("RUNS", "5"))
CSV_ROWS = int(os.environ.get("CSV_ROWS", "75_000_000"))
USAGE = (sys.executable, "-m", "breakeven", "usage", "--json")
LEAN = (sys.executable, "-m", "benchmarks.usage_sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One process: what it said, and what it took."""

    answer: dict[str, object]
    seconds: float
    cpu_seconds: float
    peak_mb: float


def run(command: Sequence[str]) -> Run:
    """Run a process to its end; raise where it fails."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, cwd=ROOT)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        out.seek(0)
        return Run(
            answer=json.loads(out.read()),
            seconds=seconds,
            cpu_seconds=used.ru_utime + used.ru_stime,
            peak_mb=used.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6,
        )


def told(name: str, runs: Sequence[Run]) -> None:
    """Print the fastest of some runs."""
    seconds, cpu = min(r.seconds for r in runs), min(r.cpu_seconds for r in runs)
    peak = max(r.peak_mb for r in runs)
    print(f"{name:46}{seconds:>8.1f} s{cpu:>8.1f} s CPU{peak:>8.0f} MB", flush=True)


def parquet() -> None:
    """Time both in turn on the same files."""
    files = [str(f) for f in usage_logs.write_parquet(FOLDER / f"{ROWS}", ROWS)]
    run((*USAGE, files[0]))  # warms the file cache, and code that is compiled once
    lean, ours = [], []
    for _ in range(RUNS):
        lean.append(run((*LEAN, *files)))
        ours.append(run((*USAGE, *files)))
    told(f"hand-written SQL, {ROWS:,} rows", lean)
    told(f"breakeven usage, {ROWS:,} rows", ours)
    for kind in ("seconds", "cpu_seconds"):
        best = [min(getattr(r, kind) for r in runs) for runs in (ours, lean)]
        print(f"ratio of {kind.replace('_', ' ')}: {best[0] / best[1]:.2f}")
    pairs = ", ".join(f"{o.seconds / s.seconds:.2f}" for o, s in zip(ours, lean, strict=True))
    print(f"ratio of each pair of runs: {pairs}")
    check(ours[0].answer, lean[0].answer)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "workload.toml"
        told("the same with -o WORKLOAD.toml", [run((*USAGE, *files, "-o", str(out)))])


def check(ours: dict[str, object], lean: dict[str, object]) -> None:
    """Raise where the two do not say the same."""
    for key, value in lean.items():
        if ours[key] != value:
            raise SystemExit(f"{key}: usage says {ours[key]}, SQL says {value}")
    print(f"both say the same {', '.join(lean)}")


def csv(name: str, rows: int) -> None:
    """Write a CSV file, read it, and delete it."""
    file = FOLDER / name
    try:
        usage_logs.write_csv(file, rows)
        size = file.stat().st_size / 1e9
        told(f"breakeven usage, {name} of {size:.1f} GB, {rows:,} rows", [run((*USAGE, str(file)))])
    finally:
        file.unlink(missing_ok=True)


def main() -> None:
    """Measure what the environment asks for."""
    if ROWS:
        parquet()
    if CSV_ROWS:
        csv("requests.csv", CSV_ROWS)
        csv("requests.csv.gz", CSV_ROWS // 5)


if __name__ == "__main__":
    main()
