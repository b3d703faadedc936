"""The highest rate inside latency targets, found by simulating the same requests faster and slower.

The requests and the pattern of their arrivals stay the same from one rate to the next, only time
is stretched: the latencies at the 99th percentile then rise with the rate. A bracket around the
guess is widened until it holds the edge, and narrowed by interpolation, or by halving where that
is slow.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import exp, inf, log, log1p

import numpy as np
from numpy.typing import ArrayLike

from breakeven.domain.numbers import Array
from breakeven.domain.workload import LatencyTargets
from breakeven.serving.kernel_cost import KernelCost, kernel_cost
from breakeven.serving.prefix_ids import NO_PREFIXES, Prefixes
from breakeven.serving.simulation import Simulation
from breakeven.serving.simulator import simulate
from breakeven.serving.speculation import NO_SPECULATION, Speculation
from breakeven.serving.steptime import StepCost

SAMPLE = 4_000
"""Requests of the first, rough search; it is left out where it would save little."""
ROUGH_SHARE = 0.25
"""A rough search is worth its time on at most this share of the requests."""
SATURATED_SHARE = 0.7
"""Where the first search starts: this share of the rate of a full batch."""
WIDEST = 2.0**20
"""How far from the start a rate is looked for."""
DRAIN_SHARE = 0.05
"""A replica keeps up if, after the last arrival, it is done within this share of the arrivals'
span, beside the time that early requests took."""
REJECTED_SHARE = 0.01
STRIDE = 1.1
"""First step away from the guess."""
HOPELESS = 1.0
"""Share by which a target is missed where the replica does not keep up, however large it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedCapacity:
    """The highest rate inside the targets."""

    requests_per_second: float
    """0 where even the slowest rate misses a target."""
    simulation: Simulation
    """At that rate, or the slowest one."""
    beyond: Simulation | None = None
    """At the slowest rate that was found too high, which says what binds."""
    simulations: int
    """How many it took, the rough search included."""

    @property
    def feasible(self) -> bool:
        """Whether some rate meets the targets."""
        return self.requests_per_second > 0.0


def capacity_by_simulation(
    cost: StepCost | KernelCost,
    *,
    arrivals: ArrayLike,
    input_tokens: ArrayLike,
    output_tokens: ArrayLike,
    targets: LatencyTargets,
    kv_tokens: float,
    max_num_seqs: float,
    max_num_batched_tokens: float,
    cached_tokens: ArrayLike = 0,
    replicas: int = 1,
    router: str = "round-robin",
    block_tokens: int = 1,
    reserve_prompt: bool = False,
    prefixes: Prefixes = NO_PREFIXES,
    speculation: Speculation = NO_SPECULATION,
    guess: float | None = None,
    tolerance: float = 0.005,
) -> SimulatedCapacity:
    """Return the highest rate of these requests inside the targets, within `tolerance`.

    `arrivals` give the pattern (seconds, ascending); `guess` is a rate to start from, such as the
    closed form's. Where no target bounds the queue, the rate is the highest that is kept up with.
    """
    pattern = np.ascontiguousarray(arrivals, float)
    inputs, outputs = np.asarray(input_tokens), np.asarray(output_tokens)
    cached = np.broadcast_to(np.asarray(cached_tokens), inputs.shape)
    if isinstance(cost, StepCost):
        cost = kernel_cost(cost, max_num_batched_tokens=int(max_num_batched_tokens))

    def at(rate: float, count: int) -> Simulation:
        return simulate(
            cost,
            arrivals=_stretched(pattern[:count], rate),
            input_tokens=inputs[:count],
            output_tokens=outputs[:count],
            cached_tokens=cached[:count],
            kv_tokens=kv_tokens,
            max_num_seqs=max_num_seqs,
            max_num_batched_tokens=max_num_batched_tokens,
            replicas=replicas,
            router=router,
            block_tokens=block_tokens,
            reserve_prompt=reserve_prompt,
            prefixes=prefixes.chosen(slice(count)),
            speculation=speculation,
        )

    few, spent = min(SAMPLE * replicas, pattern.size), 0
    if guess is None:
        guess = at(inf, few).requests_per_second * SATURATED_SHARE or 1.0
    stride = STRIDE
    if few <= ROUGH_SHARE * pattern.size:
        rough = search(lambda r: at(r, few), targets, guess=guess, stride=stride, tolerance=0.02)
        slowest = guess / WIDEST
        guess, spent = rough.requests_per_second or slowest, rough.simulations
        stride = 1.04 if rough.feasible else WIDEST
    found = search(
        lambda r: at(r, pattern.size), targets, guess=guess, stride=stride, tolerance=tolerance
    )
    return replace(found, simulations=found.simulations + spent)


def search(
    run: Callable[[float], Simulation],
    targets: LatencyTargets,
    *,
    guess: float,
    stride: float,
    tolerance: float,
) -> SimulatedCapacity:
    """Widen a bracket around the guess, each time twice as far, then narrow it."""
    bracket = Bracket(tolerance=log1p(tolerance))
    rate, reach, count = guess, log(stride), 0
    while not bracket.is_narrow:
        simulation = run(rate)
        count += 1
        bracket.put(rate, simulation, missed_by(simulation, targets))
        low, high = bracket.low, bracket.high
        if low is not None and high is not None:
            rate = bracket.next_rate(low, high)
            continue
        if reach > log(WIDEST) or (low is None and reach == log(WIDEST)):
            break
        rate *= exp(-reach) if low is None else exp(reach)
        reach *= 2.0
    return SimulatedCapacity(
        requests_per_second=low.rate if low else 0.0,
        simulation=low.simulation if low else simulation,
        beyond=high.simulation if high else None,
        simulations=count,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A rate that was simulated."""

    rate: float
    simulation: Simulation
    missed: float
    """See `missed_by`."""


@dataclass(slots=True, kw_only=True)
class Bracket:
    """The fastest rate known to be inside the targets and the slowest known to be outside."""

    tolerance: float
    """Width in ln(rate) at which the edge is found."""
    low: Tried | None = None
    high: Tried | None = None
    slow: int = 0
    """Rounds in a row in which interpolation did not halve the bracket."""

    def put(self, rate: float, simulation: Simulation, missed: float) -> None:
        """Take in what a rate gave."""
        tried = Tried(rate=rate, simulation=simulation, missed=missed)
        before = self.width
        if missed <= 0.0:
            self.low = tried
        else:
            self.high = tried
        self.slow = self.slow + 1 if self.width > before / 2 else 0

    @property
    def width(self) -> float:
        """Width in ln(rate)."""
        if self.low is None or self.high is None:
            return inf
        return log(self.high.rate / self.low.rate)

    @property
    def is_narrow(self) -> bool:
        """Whether the edge is found."""
        return self.width <= self.tolerance

    def next_rate(self, low: Tried, high: Tried) -> float:
        """Return the rate to try: where the line between the ends crosses, or half way.

        Close to an end it is tried a little beyond it: that is where the other end comes close.
        """
        share = 0.5
        if self.slow < 2:
            share = -low.missed / (high.missed - low.missed)
        step = 0.9 * self.tolerance / self.width
        share = min(max(share, step), 1.0 - step)
        return low.rate * exp(share * self.width)


def missed_by(simulation: Simulation, targets: LatencyTargets) -> float:
    """Return by which share the worst target is missed; 0 or less where all are met.

    HOPELESS at most, and where the replica does not keep up with its arrivals; 1 - target / latency
    is about linear in the load where a queue explodes.
    """
    if simulation.rejected > REJECTED_SHARE * simulation.arrivals.size:
        return HOPELESS
    limits = (targets.ttft_p99_ms, targets.tpot_p99_ms, targets.e2e_p99_ms)
    worst = -HOPELESS
    for metric, limit in zip(("ttft", "tpot", "e2e"), limits, strict=True):
        if limit is not None:
            found = simulation.percentiles(metric, (99.0,))[0] * 1e3
            if found > 0.0:
                worst = max(worst, 1.0 - limit / found)
    return worst if worst > 0.0 or keeps_up(simulation) else HOPELESS


def inside(simulation: Simulation, targets: LatencyTargets) -> bool:
    """Return whether a simulation meets every target and keeps up with its arrivals."""
    return missed_by(simulation, targets) <= 0.0


def keeps_up(simulation: Simulation) -> bool:
    """Return whether the last requests are done about as fast as the first."""
    if not simulation.served:
        return False
    last, first = float(simulation.arrivals[-1]), float(simulation.arrivals[0])
    early = simulation.e2e[~np.isnan(simulation.finishes)][: max(simulation.served // 10, 1)]
    drained = float(np.nanmax(simulation.finishes)) - last
    return drained <= DRAIN_SHARE * (last - first) + float(early.max())


def _stretched(pattern: Array, rate: float) -> Array:
    """Return the pattern at another mean rate."""
    span = pattern[-1] - pattern[0]
    if span <= 0.0:
        return np.zeros_like(pattern)
    scaled: Array = (pattern - pattern[0]) * ((pattern.size - 1) / rate / span)
    return scaled
