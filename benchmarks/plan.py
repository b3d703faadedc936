"""How long 200 workloads on 2,000 options over 288 hours take to plan, and how good the plan is.

Drawn from a seed: volumes over four orders of magnitude, days of three kinds in eight time zones,
a season; a list price for each workload from 100 hosts, and 1,900 ways to run 25 models on 19
machines under four kinds of purchase. Machines of one kind share their commitments. A workload may
run on a quarter to all of the models. A machine holds 72 GB, a model a byte for each parameter:
where several fit they may share machines that are committed or by the hour.
"""

import os
import time
from collections.abc import Iterator

import numpy as np

from benchmarks import Row
from breakeven.domain.numbers import Array
from breakeven.studies.portfolio.packs import NOWHERE, Sharable, with_packs
from breakeven.studies.portfolio.pairing import packs
from breakeven.studies.portfolio.problem import TOKENS, Problem
from breakeven.studies.portfolio.solving import plan

WORKLOADS, MODELS, MACHINES, HOSTS = 200, 25, 19, 100
MONTHS, HOURS, DAYS = 12, 24, 30.4375
SHARED = 1
"""The purchase whose machines are every model's: committed, or by the hour."""
SEED = 20_261_125
USABLE_GIB, LONGEST_GIB = 72.0, 1.0
LIMIT = 0.7
"""How busy a machine may be that several models share."""


def drawn(
    seed: int = SEED, *, workloads: int = WORKLOADS, models: int = MODELS
) -> tuple[Problem, Sharable]:
    """Return a portfolio of the size that is timed, and what may share machines."""
    rng = np.random.default_rng(seed)
    a_day = 10 ** rng.uniform(3.0, 7.0, workloads)
    tokens = 10 ** rng.uniform(2.5, 3.8, workloads)
    shape = _shapes(rng, workloads)
    billions = np.sort(10 ** rng.uniform(0.5, 2.3, models))
    able = rng.random((workloads, 1)) < np.linspace(0.25, 1.0, models)  # larger ones do for more
    gpu_usd = 730.0 * 10 ** rng.uniform(-0.3, 0.8, MACHINES)  # a month of one GPU
    speed = gpu_usd / 1_500.0 * rng.lognormal(0.0, 0.25, MACHINES)
    hosted = np.arange(HOSTS) % models
    price = 0.02e-6 * billions[hosted] ** 0.75 * rng.lognormal(0.3, 0.4, HOSTS)
    by_token = np.where(able[:, hosted], (a_day * DAYS * tokens)[:, None] * price, np.inf)
    model, machine, purchase = (
        part.ravel() for part in np.meshgrid(*map(np.arange, (models, MACHINES, 4)), indexing="ij")
    )
    suits = rng.lognormal(0.0, 0.15, (workloads, models * MACHINES))
    a_second = 12_000.0 * speed[machine] * billions[model] ** -0.7
    load = (a_day / 86_400.0 * tokens * shape.max(axis=1))[:, None] / a_second
    load = load * suits[:, model * MACHINES + machine]
    # Own machines and those of a contract are one option's; commitments are every model's.
    own = np.arange(model.size)
    pool = np.where(purchase == SHARED, machine, MACHINES + own)
    pools, pool = np.unique(pool, return_inverse=True)
    prices = gpu_usd[machine]
    committed, hourly = np.full(pools.size, np.inf), np.full(pools.size, np.inf)
    committed[pool] = np.choose(purchase, [0.55 * prices, 0.65 * prices, np.inf, 0.75 * prices])
    hourly[pool] = np.choose(purchase, [np.inf, prices, prices, np.inf])
    there = np.repeat([0.0, 1.0], [HOSTS, own.size])
    problem = Problem(
        usd=np.hstack([by_token, np.where(able[:, model], 0.0, np.inf)]),
        size=np.hstack([np.zeros((workloads, HOSTS)), np.where(able[:, model], load, 0.0)]),
        shape=shape / shape.max(axis=1, keepdims=True),
        weight=np.full(MONTHS * HOURS, 1.0 / (MONTHS * HOURS)),
        pool=np.concatenate([np.full(HOSTS, TOKENS), pool]),
        fixed_usd=300.0 * there,
        minimum=there,
        committed_usd=committed,
        hourly_usd=hourly,
        divisible=np.zeros(workloads, bool),
        together=np.zeros(HOSTS + own.size, bool),
    )
    shares = (purchase == SHARED) & (billions[model] + LONGEST_GIB < USABLE_GIB)
    held = np.concatenate([np.zeros(HOSTS), billions[model]])
    return problem, Sharable(
        kind=np.concatenate([np.full(HOSTS, NOWHERE), np.where(shares, machine, NOWHERE)]),
        model=np.concatenate([np.full(HOSTS, NOWHERE), model]),
        held_gib=held,
        cache_gib=np.maximum(USABLE_GIB - held, 0.0),
        least_gib=np.full(problem.usd.shape, LONGEST_GIB),
        spare_usd=np.zeros(held.size),
    )


def _shapes(rng: np.random.Generator, workloads: int) -> Array:
    """Return days of office hours, of evenings or of batch work, in a zone, with a season."""
    hour = np.arange(HOURS)
    kinds = np.stack(
        [
            0.15 + np.exp(-(((hour - 13) / 4.0) ** 2)),
            0.25 + np.exp(-(((hour - 20) / 3.0) ** 2)),
            np.full(HOURS, 1.0),
        ]
    )
    zone = rng.choice([0, 1, 8, 9, 15, 16, 17, 18], workloads)
    day = np.stack(
        [np.roll(kinds[k], z) for k, z in zip(rng.integers(3, size=workloads), zone, strict=True)]
    )
    swing, start = rng.uniform(0, 0.3, (2, workloads, 1)) * [[[1.0]], [[40.0]]]
    season = 1.0 + swing * np.sin(2 * np.pi * (np.arange(MONTHS) + start) / MONTHS)
    shape = (season[:, :, None] * day[:, None, :]).reshape(workloads, MONTHS * HOURS)
    return shape / shape.mean(axis=1, keepdims=True)


def measure() -> Iterator[Row]:
    """Time a plan of each seed, whole workloads: SEED, or those of PLAN_SEEDS (`1,2,3`)."""
    for seed in os.environ.get("PLAN_SEEDS", str(SEED)).split(","):
        yield measured(int(seed))


def measured(seed: int) -> Row:
    """Time one plan."""
    problem, given = drawn(seed)
    start = time.perf_counter()
    made = packs(problem, given, limit=LIMIT)
    joined = with_packs(problem, made)
    found = plan(joined)
    took = time.perf_counter() - start
    used = int((joined.together & (found.share > 0).any(axis=0)).sum())
    return Row(
        name=f"{problem.workloads} x {problem.options:,} x {problem.weight.size}, seed {seed}",
        seconds=took,
        runs=1,
        note=f"${found.usd:,.0f} a month, linear bound ${found.linear_usd:,.0f}, bound"
        f" ${found.bound_usd:,.0f}, gap {found.gap:.3%};"
        f" {used} of {len(made)} ways to share machines; each on its own ${found.alone_usd:,.0f}",
    )
