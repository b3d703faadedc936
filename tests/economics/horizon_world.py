"""Options and worlds over some months, and their costs in plain Python."""

from collections.abc import Sequence
from dataclasses import fields, replace
from math import ceil
from typing import Any

import numpy as np

from breakeven.economics.ahead import ALWAYS, COMMITTED, FOLLOWS, NONE, OWNED, Plans, World
from breakeven.economics.load_duration import LoadDuration

MODES = (NONE, ALWAYS, FOLLOWS, OWNED, COMMITTED)
PATHS = 3
STARRED = ("once", "fixed", "per_request", "per_machine", "spares", "served")


def hours_of(rng: np.random.Generator, hours: int) -> LoadDuration:
    relative = rng.uniform(0.05, 1.0, hours) * (rng.random(hours) > 0.1)
    relative[0] = 1.0
    weight = rng.uniform(0.5, 1.0, hours)
    return LoadDuration(relative=relative, weight=weight / weight.sum())


def case(
    seed: int,
    *,
    options: int = 10,
    samples: int = 3,
    months: int = 9,
    hours: int = 7,
    modes: Sequence[int] = MODES,
    machines: float = 30.0,
) -> tuple[Plans, World]:
    """Return options and a world; each needs up to about `machines` today."""
    rng = np.random.default_rng(seed)

    def each(low: float, high: float) -> np.ndarray:
        return rng.uniform(low, high, options)

    def starred(low: float, high: float) -> np.ndarray:
        return rng.uniform(low, high, (options, rng.choice([1, samples])))

    mode = np.array([modes[i % len(modes)] for i in range(options)])
    year = np.arange(months)[:, None] / 12
    plans = Plans(
        once=starred(0, 9e3),
        fixed=starred(0, 900),
        per_request=starred(0, 1e-2),
        tokens_usd=each(0, 1e-2),
        tokens_path=rng.integers(0, PATHS, options),
        rent_usd=each(0, 3e3),
        rent_path=rng.integers(0, PATHS, options),
        per_machine=starred(0, 500),
        spares=rng.integers(0, 2, (options, 1)).astype(float),
        mode=mode,
        minimum=rng.integers(0, 4, options).astype(float),
        ratio=np.where(rng.random(options) < 0.3, np.inf, each(0.2, 1.1)),
        step_requests=np.where(mode == NONE, np.inf, 1e5 / machines ** each(0.0, 1.0)),
        served=np.exp(rng.normal(0, 0.2, (options, samples))),
        capex_usd=np.where(mode == OWNED, each(1e4, 2e5), 0.0),
        hardware_path=PATHS - 1,
        resale=rng.uniform(0.0, 0.5, samples),
        lifetime_months=rng.uniform(2.0, 2.0 * months, samples),
        hours=hours_of(rng, hours),
        base=rng.integers(0, 9, options).astype(float),
    )
    world = World(
        volume=1e5 * rng.uniform(0.6, 1.4, (months, samples)),
        discount=(1.0 + rng.uniform(0.0, 0.2, samples)) ** -(year + 0.5 / 12),
        gain=(1.0 + rng.uniform(0.0, 0.3, samples)) ** year,
        prices=rng.uniform(0.5, 1.0, (PATHS, months, samples)),
    )
    if not np.isfinite(plans.ratio).all():
        plans = replace(plans, base=np.where(np.isfinite(plans.ratio), plans.base, 0.0))
    return plans, world


def plain(plans: Plans, world: World, o: int, s: int) -> tuple[list[float], float]:
    """Return the cash of each month, and the discounted total, of one option in one sample."""
    one = {f.name: getattr(plans, f.name) for f in fields(plans)}
    for name in STARRED:
        row = one[name][o]
        one[name] = float(row[s] if len(row) > 1 else row[0])
    months = len(world.volume)
    cash, machines = [], []
    for m in range(months):
        requests = float(world.volume[m, s])
        usd = one["fixed"] + one["per_request"] * requests
        usd += plans.tokens_usd[o] * world.prices[plans.tokens_path[o], m, s] * requests
        held = _held(plans, o, requests / float(world.gain[m, s]) / one["served"])
        if plans.mode[o] == OWNED:
            held = max([held, *machines])
            machines.append(held)
        if plans.mode[o] != NONE:
            rent = plans.rent_usd[o] * world.prices[plans.rent_path[o], m, s] + one["per_machine"]
            usd += rent * (held + one["spares"])
        cash.append(float(usd))
    if plans.mode[o] == OWNED:
        _buy(plans, world, o, s, [n + one["spares"] for n in machines], cash)
    worth = [float(w) for w in world.discount[:, s]]
    total = one["once"] + sum(c * w for c, w in zip(cash, worth, strict=True))
    cash[0] += one["once"]
    return cash, total


def _held(plans: Plans, o: int, requests: float) -> float:
    """Return the machines paid for in a month."""
    mode, least, ratio = plans.mode[o], float(plans.minimum[o]), float(plans.ratio[o])
    if mode == NONE:
        return 0.0
    x = requests / float(plans.step_requests[o])
    if mode in (ALWAYS, OWNED):
        return max(ceil(x), least)
    need = [max(ceil(x * r), least) for r in plans.hours.relative]

    def paid(base: float) -> float:
        above = sum(w * max(n - base, 0.0) for w, n in zip(plans.hours.weight, need, strict=True))
        return (ratio * base if base else 0.0) + float(above)

    if mode == COMMITTED:
        return paid(float(plans.base[o]))  # type: ignore[index]
    return min(paid(float(k)) for k in range(int(max(need)) + 1))


def _buy(plans: Plans, world: World, o: int, s: int, held: list[float], cash: list[float]) -> None:
    """Add what each machine costs and brings in, one by one."""
    months = len(held)
    life, rest = float(plans.lifetime_months[s]), float(plans.resale[s])  # type: ignore[index]
    for k in range(int(held[-1])):
        bought: Any = next(m for m in range(months) if held[m] > k)
        while bought is not None:
            usd = plans.capex_usd[o] * world.prices[plans.hardware_path, bought, s]
            cash[bought] += float(usd)
            age = max(ceil(life), 1)
            sold = min(bought + age, months)
            worth = max(1 - (1 - rest) * (sold - bought) / life, rest)
            cash[min(sold, months - 1)] -= float(usd * worth)
            bought = sold if sold < months else None
