"""How long the statistics of an answer take, from the totals of 2,000 options in 10,000 samples.

The notes say how much memory a step takes beside the totals.
"""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import Row
from benchmarks.decide import seconds
from breakeven.api.points import points
from breakeven.domain.numbers import Array
from breakeven.studies.information import information
from breakeven.studies.probability import certainty
from breakeven.studies.sampling import sample
from breakeven.studies.sensitivity import sobol
from breakeven.studies.unknown import Unknown

OPTIONS = 2_000
SAMPLES = 10_000
SEED = 1
RUNS = 3


def unknowns() -> list[Unknown]:
    """Return 30 unknowns; each option depends on all of them."""
    return [
        Unknown(id=str(i), low=0.7, central=1.0, high=1.5, shape="lognormal", place=i)
        for i in range(30)
    ]


def totals(inputs: Array) -> Array:
    """Return a product of powers of the inputs for each option."""
    rng = np.random.default_rng(SEED)
    level = rng.lognormal(10, 0.7, (OPTIONS, 1))
    powers = rng.exponential(0.3, (OPTIONS, len(inputs)))
    found = powers @ np.log(inputs)
    np.exp(found, out=found)
    found *= level
    return found


def peak(work: Callable[[], object]) -> float:
    """Return the most memory that a call takes beside what there was, in MB."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def measure() -> Iterator[Row]:
    """Time each step on its own."""
    of = unknowns()
    with TemporaryDirectory() as folder:
        start = time.perf_counter()
        cube = points(SAMPLES, seed=SEED, folder=Path(folder))
        first = time.perf_counter() - start
        yield Row(name="Sobol points, first time", seconds=first, runs=1, note="SciPy imported")
        yield _row("Sobol points, kept", lambda: points(SAMPLES, seed=SEED, folder=Path(folder)))
    inputs = sample(of, cube=cube, seed=SEED)
    yield _row("samples of 30 unknowns", lambda: sample(of, cube=cube, seed=SEED))
    usd = totals(inputs)
    rivals = int((usd < usd[usd.mean(axis=1).argmin()]).any(axis=1).sum())
    size = f"{OPTIONS:,} options x {SAMPLES:,} samples"
    yield _row("probability, bands, regret", lambda: certainty(usd), note=size)
    ids = [u.id for u in of]
    yield _row(
        "value of information",
        lambda: information(usd, inputs=inputs, ids=ids, error_left=0.0, seed=SEED),
        note=f"30 unknowns, {rivals} options cheaper than the best in some sample",
    )
    output = np.random.default_rng(SEED).standard_normal(32 * 8192)
    note = "30 unknowns x 8,192 samples, with errors"
    yield _row("Sobol indices", lambda: sobol(output, unknowns=30, seed=SEED), note=note)


def _row(name: str, work: Callable[[], object], *, note: str = "") -> Row:
    memory = f"{peak(work):.0f} MB"
    took = seconds(work, runs=RUNS)
    return Row(name=name, seconds=took, runs=RUNS, note=f"{note}; {memory}" if note else memory)
