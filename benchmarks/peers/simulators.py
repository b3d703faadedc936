"""Our simulator beside Vidur's on the same requests and the same step times, in the same run."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers.answers import ROOT, is_ready
from benchmarks.simulator import COST, ENGINE, RATE, lengths, timed
from breakeven.serving.simulator import simulate

PLACE = ROOT / "build" / "venv-vidur"
PYTHON = PLACE / "bin" / "python"
REQUESTS = 4_000
OURS_REQUESTS = 1_000_000
RATES = (15.0, RATE)
"""Requests per second: with room left, and with the batch full and a queue."""
TERMS = ("linear_read", "linear_token", "pair", "kv_token", "fixed", "sequence")
BLOCK_TOKENS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Raced:
    """Both simulators on the same requests."""

    rate: float
    requests: int
    version: str
    seconds: float
    """Vidur's; ours is below the clock's noise at this many requests."""
    ours_seconds: float
    mean_ttft: tuple[float, float]
    """Seconds, Vidur's and ours."""
    mean_e2e: tuple[float, float]
    ours_many_seconds: float
    """Ours on OURS_REQUESTS of the same kind."""

    @property
    def ratio(self) -> float:
        """How many times as many requests a second ours simulates, on the same requests."""
        return self.seconds / self.ours_seconds


def job(count: int, rate: float) -> dict[str, Any]:
    """Return requests, engine and cost."""
    arrivals = np.cumsum(np.random.default_rng(1).exponential(1 / rate, count))
    return {**lengths(count), "arrivals": arrivals, "engine": ENGINE}


def ours(given: dict[str, Any], *, runs: int) -> tuple[float, Any]:
    """Return our time and result."""
    asked = {key: given[key] for key in ("arrivals", "input_tokens", "output_tokens")}
    return timed(lambda: simulate(COST, **asked, **ENGINE, block_tokens=BLOCK_TOKENS), runs=runs)


def race(rate: float, folder: Path) -> Raced:
    """Run both on the same requests."""
    given = job(REQUESTS, rate)
    asked, answered = folder / "job.json", folder / "result.json"
    plain = {k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in given.items()}
    cost = {name: float(getattr(COST, name)) for name in TERMS}
    asked.write_text(json.dumps({**plain, "cost": cost}), encoding="utf-8")
    command = (str(PYTHON), "-m", "benchmarks.peers.vidur_worker", str(asked), str(answered))
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    said = json.loads(answered.read_text(encoding="utf-8"))
    ours(given, runs=1)
    seconds, result = ours(given, runs=21)
    many, _ = ours(job(OURS_REQUESTS, rate), runs=3)
    return Raced(
        rate=rate,
        requests=REQUESTS,
        version=said["version"],
        seconds=said["seconds"],
        ours_seconds=seconds,
        mean_ttft=(said["ttft"], float(result.ttft.mean())),
        mean_e2e=(said["e2e"], float(result.e2e.mean())),
        ours_many_seconds=many,
    )


def races(folder: Path) -> Sequence[Raced]:
    """Return every race; none where Vidur is not installed."""
    return [race(rate, folder) for rate in RATES] if is_ready(PLACE) else []
