"""A benchmark's own requests, simulated: what its client would have measured, tails included.

A closed loop starts with all users at once, and each sends one request after the other; a rate is
a finite number of arrivals. Both leave marks on the time to the first token that no steady state
has. Runs of other kinds (a static batch, one stream, everything at once) keep the closed form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.serving.coefficients import Coefficients
from breakeven.serving.hardware import reached
from breakeven.serving.measurement import REQUESTS_PER_USER, Bench, Setting
from breakeven.serving.predict import Delay, crowded_share
from breakeven.serving.quantities import STATISTICS, pick, statistic_name
from breakeven.serving.simulation import Simulation
from breakeven.serving.simulator import simulate
from breakeven.serving.steptime import StepCost, slowed, step_cost

REQUESTS = 500
"""At a rate whose client is not known."""
MOST_REQUESTS = 20_000
STEADY = (0.1, 0.9)
"""Throughput is taken between these shares of the finished requests."""
SIMULATED = ("closed", "open")
SEED = 20260101
TAILS = tuple(s for s in STATISTICS if s != "mean")
PERCENTILES: Sequence[float] = tuple(float(s[1:]) for s in TAILS)


def experiments(bench: Bench, coefficients: Coefficients) -> Mapping[str, Array]:
    """Return every statistic of every simulated run by name; NaN where a run is not simulated."""
    hardware = reached(bench.sheet, coefficients)
    costs = slowed(step_cost(bench.shape, hardware), coefficients.model_factor)
    seconds, steps = (
        np.broadcast_to(np.asarray(v), (len(bench),))
        for v in (hardware.prompt_seconds, hardware.wait_steps)
    )
    out: dict[str, Array] = {}
    for i, setting in enumerate(bench.settings):
        if setting.load.kind not in SIMULATED or setting.memory.kv_tokens < 1:
            continue
        one = _single(pick(costs, np.array([i])))
        delay = Delay(seconds=float(seconds[i]), steps=float(steps[i]))
        for name, value in experiment(setting, one, delay).items():
            out.setdefault(name, np.full(len(bench), np.nan))[i] = value
    return out


def _single(cost: StepCost) -> StepCost:
    """Return the cost of one option as floats."""
    values = {f.name: float(np.asarray(getattr(cost, f.name)).item()) for f in fields(StepCost)}
    return replace(cost, **values)


def experiment(setting: Setting, cost: StepCost, delay: Delay) -> dict[str, float]:
    """Simulate one run as its client sends it; return its statistics by name, in seconds."""
    load = setting.load
    closed = load.kind == "closed"
    users = max(round(load.concurrency), 1) if closed else None
    each = load.requests or (REQUESTS_PER_USER if closed else REQUESTS)
    count = int(min(each * (users or 1), max(MOST_REQUESTS, 2 * (users or 1))))
    rng = np.random.default_rng(SEED)
    inputs = _lengths(rng, load.input_tokens, load.shortest_share, count)
    outputs = _lengths(rng, load.output_tokens, load.shortest_share, count)
    budget = int(max(setting.budget, load.speculation.step_tokens))
    longest = float((inputs + outputs).max())
    run = simulate(
        cost,
        arrivals=None if closed else _arrivals(rng, load.requests_per_second, count, load.evenly),
        concurrency=users,
        think_seconds=float(delay.seconds) if closed else 0.0,
        input_tokens=inputs,
        output_tokens=outputs,
        speculation=load.speculation,
        cached_tokens=np.floor(inputs * (load.cached_tokens / max(load.input_tokens, 1.0))),
        kv_tokens=max(float(setting.memory.kv_tokens), longest),
        max_num_seqs=_sequences(setting, budget),
        max_num_batched_tokens=budget,
    )
    others = users - 1.0 if users else max(run.batch - 1.0, 0.0)
    steps = delay.steps * crowded_share(others) + load.wait_steps * others / (1.0 + others)
    wait = float(steps) * run.busy_seconds / max(run.steps, 1)
    return _statistics(run, float(delay.seconds) + wait)


def _sequences(setting: Setting, budget: int) -> int:
    """Return the most that run at once: what a run states, else at least all of its users."""
    load = setting.load
    most = budget // int(load.speculation.step_tokens)
    limit = load.max_num_seqs or max(float(setting.sheet.max_num_seqs), load.concurrency)
    return int(max(min(limit, most), 1))


def _lengths(rng: np.random.Generator, mean: float, shortest_share: float, count: int) -> Array:
    """Return whole lengths drawn evenly around a mean."""
    longest = 2.0 * mean / (1.0 + shortest_share)
    drawn = rng.uniform(shortest_share * longest, longest, count)
    return np.maximum(np.rint(drawn), 1.0)


def _arrivals(rng: np.random.Generator, rate: float, count: int, evenly: bool) -> Array:
    if evenly:
        return np.arange(count) / rate
    return np.cumsum(rng.exponential(1.0 / rate, count))


def _statistics(run: Simulation, outside: float) -> dict[str, float]:
    outputs = run.output_tokens.astype(float)
    ttft, e2e = run.ttft + outside, run.e2e + outside
    later = outputs > 1
    tpot = (e2e - ttft)[later] / (outputs[later] - 1.0)
    values = {"ttft": ttft, "tpot": tpot, "e2e": e2e, "share_of_e2e": e2e / outputs}
    found: dict[str, float] = {}
    for quantity, seconds in values.items():
        kept = seconds[np.isfinite(seconds)]
        if kept.size:
            found |= _named(quantity, kept)
    gaps = run.itl_percentiles(PERCENTILES)
    found |= {statistic_name("itl", s): g for s, g in zip(TAILS, gaps, strict=True)}
    rate = _steady_rate(run)
    found[statistic_name("request_rate", "mean")] = rate
    found[statistic_name("output_rate", "mean")] = rate * float(outputs.mean())
    both = float(outputs.mean() + run.input_tokens.mean())
    found[statistic_name("total_rate", "mean")] = rate * both
    return found


def _named(quantity: str, values: Array) -> dict[str, float]:
    tails = np.percentile(values, PERCENTILES)
    found = {statistic_name(quantity, s): float(v) for s, v in zip(TAILS, tails, strict=True)}
    return {**found, statistic_name(quantity, "mean"): float(values.mean())}


def _steady_rate(run: Simulation) -> float:
    """Return the requests finished a second, start and end left out."""
    done = np.sort(run.finishes[np.isfinite(run.finishes)])
    if done.size < 2 or done[-1] <= done[0]:
        return run.requests_per_second
    first, last = (int(share * (done.size - 1)) for share in STEADY)
    if last <= first or done[last] <= done[first]:
        return run.requests_per_second
    return float((last - first) / (done[last] - done[first]))
