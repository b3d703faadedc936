"""How long the cost over the months ahead takes, for all options in all samples.

The plain way sums over months and typical hours in NumPy, with an array of hours for each load. It
runs on some of the options and samples; the ratio is that of times for one option in one sample.
The notes say how much memory a step takes beside its inputs.
"""

import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np

from benchmarks import Row
from benchmarks.decide import seconds
from benchmarks.how_sure import peak
from breakeven.domain.numbers import Array
from breakeven.economics.ahead import ALWAYS, FOLLOWS, OWNED, Plans, World, totals
from breakeven.economics.load_duration import LoadDuration
from breakeven.economics.ownership import worth_of_one

OPTIONS, SAMPLES, MONTHS, HOURS = 2_000, 10_000, 36, 288
SMALL = (300, 512)
PLAIN = (30, 20)
PATHS = 7
SEED = 1
RUNS = 3
FIRST = """
import time, numba
from benchmarks.horizon import SMALL, case, totals
from breakeven.serving.loop.arithmetic import steps_until
steps_until(1.0, 0.1, 5.0, 10)
plans, world = case(*SMALL, hours=24)
start = time.perf_counter()
totals(plans, world, compiled=True)
print(time.perf_counter() - start)
"""


def case(options: int, samples: int, *, hours: int = HOURS) -> tuple[Plans, World]:
    """Return fleets of all kinds, which need from one machine today to some 200 in the end."""
    rng = np.random.default_rng(SEED)
    relative, weight = rng.uniform(0.05, 1.0, hours), rng.uniform(0.5, 1.0, hours)
    mode = rng.choice([ALWAYS, FOLLOWS, OWNED], options)
    year = np.arange(MONTHS)[:, None] / 12

    def each(low: float, high: float) -> Array:
        return rng.uniform(low, high, options)

    def moving(low: float, high: float) -> Array:
        return np.asarray((1.0 + rng.uniform(low, high, samples)) ** year)

    plans = Plans(
        once=each(0, 1e4)[:, None],
        fixed=each(0, 1e3)[:, None],
        per_request=each(0, 1e-3)[:, None],
        tokens_usd=each(0, 1e-2),
        tokens_path=rng.integers(0, PATHS, options),
        rent_usd=each(100, 9e3),
        rent_path=rng.integers(0, PATHS, options),
        per_machine=each(0, 500)[:, None],
        spares=np.ones((options, 1)),
        mode=mode,
        minimum=rng.integers(1, 3, options).astype(float),
        ratio=rng.choice([np.inf, 0.4, 0.55, 0.7], options),
        step_requests=1e5 / 10 ** each(0.0, 1.1),
        served=np.exp(rng.normal(0, 0.25, (options, samples))),
        capex_usd=np.where(mode == OWNED, each(1e4, 3e5), 0.0),
        hardware_path=PATHS - 1,
        resale=rng.uniform(0, 0.3, samples),
        lifetime_months=rng.uniform(24, 72, samples),
        hours=LoadDuration(relative=relative / relative.max(), weight=weight / weight.sum()),
    )
    world = World(
        volume=1e5 * moving(0.0, 1.5),
        discount=1.08 ** -(year + 0.5 / 12) * np.ones(samples),
        gain=moving(0.0, 0.3),
        prices=np.stack([moving(-0.3, 0.0) for _ in range(PATHS)]),
    )
    return plans, world


def plainly(plans: Plans, world: World) -> Array:
    """Return the totals, option by option, with all months, samples and hours as one array."""
    hours = plans.hours
    lifelong = worth_of_one(
        world.prices[plans.hardware_path],
        world.discount,
        lifetime_months=plans.lifetime_months,
        resale=plans.resale,
    )
    out = np.empty((plans.mode.size, world.volume.shape[1]))
    for o, mode in enumerate(plans.mode):
        load = world.volume / (world.gain * plans.step_requests[o] * plans.served[o])
        if mode == FOLLOWS:
            need = np.maximum(np.ceil(load[..., None] * hours.busiest), plans.minimum[o])
            held = need @ hours.weights(plans.ratio[o])
        else:
            held = np.maximum(np.ceil(load), plans.minimum[o])
        held = held + plans.spares[o]
        tokens = plans.tokens_usd[o] * world.prices[plans.tokens_path[o]]
        cash = plans.fixed[o] + (plans.per_request[o] + tokens) * world.volume
        rent = plans.rent_usd[o] * world.prices[plans.rent_path[o]] + plans.per_machine[o]
        if mode == OWNED:
            held = np.maximum.accumulate(held, axis=0)
            bought = plans.capex_usd[o] * np.diff(held, axis=0, prepend=0.0) * lifelong
            out[o] = bought.sum(axis=0)
        else:
            out[o] = 0.0
        out[o] += plans.once[o] + ((cash + rent * held) * world.discount).sum(axis=0)
    return out


def measure() -> Iterator[Row]:
    """Time the plain way on a part, the whole, and what one decision needs."""
    plans, world = case(*PLAIN)
    took = seconds(lambda: plainly(plans, world), runs=RUNS)
    error = np.abs(totals(plans, world) / plainly(plans, world) - 1.0).max()
    plain = took / np.prod(PLAIN)
    name = f"months ahead, plain, {PLAIN[0]} x {PLAIN[1]}"
    yield Row(name=name, seconds=took, runs=RUNS, note=f"differs by {error:.0e} at most")
    for options, samples, hours in (
        (OPTIONS, SAMPLES, HOURS),
        (*SMALL, HOURS),
        (*SMALL, 24),
        (OPTIONS, 1, 24),
    ):
        yield _row(options, samples, hours, plain if hours == HOURS else None)
    plans, world = case(*SMALL, hours=24)
    took = seconds(lambda: totals(plans, world, compiled=False), runs=RUNS)
    yield Row(name="the same without Numba", seconds=took, runs=RUNS, note=_size(*SMALL, 24))
    first = subprocess.run(
        [sys.executable, "-c", FIRST], capture_output=True, check=True, text=True
    )
    took = float(first.stdout)
    yield Row(name="the same, first call", seconds=took, runs=1, note="machine code from the cache")


def _row(options: int, samples: int, hours: int, plain: float | None) -> Row:
    plans, world = case(options, samples, hours=hours)
    start = time.process_time()
    took = seconds(lambda: totals(plans, world), runs=RUNS)
    work = (time.process_time() - start) / (RUNS + 1)
    memory = peak(lambda: totals(plans, world)) if options * samples > 1e6 else 0.0
    note = f"{_size(options, samples, hours)}; {work * 1000:.0f} ms of all cores"
    return Row(
        name=f"months ahead, {options:,} x {samples:,}",
        seconds=took,
        runs=RUNS,
        against="the plain way",
        ratio=None if plain is None else plain * options * samples / took,
        note=f"{note}; {memory:.0f} MB" if memory else note,
    )


def _size(options: int, samples: int, hours: int) -> str:
    return f"{options:,} options x {samples:,} samples x {MONTHS} months x {hours} hours"
