"""The naive simulator: one step at a time, one token at a time, by the book.

Written from the description of vLLM's scheduler, independently of the fast one, as literally as
possible: lists, loops, no sums carried along.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from breakeven.serving.service import Autoscaling, Overflow
from breakeven.serving.steptime import StepCost, step_time

SIMULTANEOUS = 1e-9


@dataclass
class Request:
    number: int
    arrival: float
    prompt: int
    output: int
    cached: int
    computed: int = 0
    emitted: int = 0
    start: float = np.nan
    first: float = np.nan
    finish: float = np.nan
    preemptions: int = 0
    priority: float = 0.0
    prefix: list[int] = field(default_factory=list)
    """Hashes of the prompt's blocks."""
    in_prompt: bool = True
    """Until the prompt, after preemption with what was emitted, is computed."""
    tokens_at: list[float] = field(default_factory=list)

    @property
    def known(self) -> int:
        """Tokens that exist: the prompt and what was emitted."""
        return self.prompt + self.emitted


def rank(request: Request) -> tuple[float, int]:
    """Return what is served first: a low priority, then an early arrival."""
    return request.priority, request.number


@dataclass
class Engine:
    """One replica, with the requests that were sent to it."""

    cost: StepCost
    kv_tokens: float
    max_num_seqs: int
    max_num_batched_tokens: int
    block_tokens: int = 1
    reserve_prompt: bool = False
    priorities: bool = False
    step_tokens: int = 1
    prefix_tokens: int = 0
    prefix_blocks: int = 0
    prefix_cache: list[int] = field(default_factory=list)
    """Hashes, the least recently used first."""
    time: float = 0.0
    arriving: list[Request] = field(default_factory=list)
    waiting: list[Request] = field(default_factory=list)
    running: list[Request] = field(default_factory=list)
    on_finish: Callable[[Request], None] = lambda r: None
    kv_peak: int = 0
    busy: float = 0.0
    paid: float = 0.0
    cold_starts: int = 0
    """Of the whole fleet, kept with its first engine."""
    kv_seconds: float = 0.0
    running_seconds: float = 0.0
    steps: int = 0
    dense: dict[tuple[int, int], float] = field(default_factory=dict)

    def blocks(self, tokens: int) -> int:
        return -(-tokens // self.block_tokens)

    def free_blocks(self) -> int:
        total = int(self.kv_tokens // self.block_tokens)
        return total - sum(self.blocks(r.computed) for r in self.running)

    def fits(self, request: Request) -> bool:
        last = request.prompt + request.output - 1
        return self.blocks(last) <= int(self.kv_tokens // self.block_tokens)

    def hit(self, request: Request) -> int:
        """Return the tokens at the start of the prompt that are known."""
        if not self.prefix_blocks:
            return request.cached
        known = 0
        for block in request.prefix:
            if block not in self.prefix_cache:
                break
            known += self.prefix_tokens
        return known

    def remember(self, request: Request) -> None:
        for block in reversed(request.prefix if self.prefix_blocks else []):
            if block in self.prefix_cache:
                self.prefix_cache.remove(block)
            if len(self.prefix_cache) == self.prefix_blocks:
                self.prefix_cache.pop(0)
            self.prefix_cache.append(block)

    def tokens(self, request: Request, new: int) -> int:
        """Return what some new tokens take of a step: a decoding request brings its draft."""
        return new if request.in_prompt else new * self.step_tokens

    def receive(self) -> None:
        while self.arriving and self.arriving[0].arrival <= self.time + SIMULTANEOUS:
            self.waiting.append(self.arriving.pop(0))

    def run_until(self, until: float) -> None:
        """Run the steps that start before `until`."""
        while True:
            self.receive()
            if not self.waiting and not self.running:
                if not self.arriving:
                    return
                self.time = self.arriving[0].arrival
                self.receive()
            if self.time >= until - SIMULTANEOUS:
                return
            self.step()

    def preempt_by_priority(self) -> bool:
        """Preempt the last in rank until the rest finds its blocks; return whether any was."""
        any_was = False
        while True:
            budget, need = self.max_num_batched_tokens, 0
            for request in self.running:
                new = min(request.known - request.computed, budget)
                need += self.blocks(request.computed + new) - self.blocks(request.computed)
                budget -= self.tokens(request, new)
            if need <= self.free_blocks():
                return any_was
            victim = max(self.running, key=rank)
            self.running.remove(victim)
            victim.computed = 0
            victim.preemptions += 1
            self.waiting.append(victim)
            any_was = True

    def step(self) -> None:
        budget = self.max_num_batched_tokens
        work: list[tuple[Request, int]] = []
        preempted = self.priorities and self.preempt_by_priority()
        if self.priorities:
            self.waiting.sort(key=rank)
        free = self.free_blocks()
        index = 0
        while index < len(self.running) and budget > 0:
            request = self.running[index]
            new = min(request.known - request.computed, budget)
            need = self.blocks(request.computed + new) - self.blocks(request.computed)
            while need > free:
                victim = self.running.pop()
                free += self.blocks(victim.computed)
                victim.computed = 0
                victim.preemptions += 1
                self.waiting.insert(0, victim)
                preempted = True
                if victim is request:
                    break
            if request not in self.running:
                break
            free -= need
            budget -= self.tokens(request, new)
            work.append((request, new))
            index += 1
        while not preempted and self.waiting and budget > 0:
            if len(self.running) == self.max_num_seqs:
                break
            request = self.waiting[0]
            hit = min(self.hit(request), request.known - 1)
            request.cached = self.hit(request)
            new = min(request.known - hit, budget)
            if self.blocks(request.known if self.reserve_prompt else hit + new) > free:
                break
            self.waiting.pop(0)
            request.computed, request.in_prompt = hit, True
            if np.isnan(request.start):
                request.start = self.time
            self.running.append(request)
            free -= self.blocks(hit + new)
            budget -= new
            work.append((request, new))
        assert work, "a step without work"
        self.execute(work)

    def execute(self, work: list[tuple[Request, int]]) -> None:
        seconds = self.seconds(work)
        self.busy += seconds
        self.steps += 1
        for request, new in work:
            request.computed += new
        held = sum(r.computed for r in self.running)
        assert held <= self.kv_tokens
        self.kv_peak = max(self.kv_peak, held)
        self.kv_seconds += held * seconds
        self.running_seconds += len(self.running) * seconds
        self.time += seconds
        ending = [r for r, _ in work if r.computed == r.known]
        for request in sorted(ending, key=lambda r: r.in_prompt):
            if request.in_prompt:
                self.remember(request)
            request.emitted += 1
            request.in_prompt = False
            request.tokens_at.append(self.time)
            if request.emitted == 1:
                request.first = self.time
            if request.emitted == request.output:
                request.finish = self.time
                self.running.remove(request)
                self.on_finish(request)

    def seconds(self, work: list[tuple[Request, int]]) -> float:
        """Add up the step's time, token by token."""
        cost = self.cost
        tokens = sum(self.tokens(request, new) for request, new in work)
        key = (tokens, len(work))
        if key not in self.dense:
            self.dense[key] = float(
                step_time(
                    cost,
                    tokens=float(tokens),
                    sequences=float(len(work)),
                    decode_sequences=0.0,
                    decode_context=0.0,
                    prefill_pairs=0.0,
                    prefill_context=0.0,
                )
            )
        total = self.dense[key]
        for request, new in work:
            if not request.in_prompt:
                context = request.computed + 1
                total += cost.state + cost.kv_token * context
                total += cost.kv_window_token * min(context, cost.window)
            else:
                for position in range(request.computed, request.computed + new):
                    total += cost.pair * (position + 1)
                    total += cost.pair_window * min(position + 1, cost.window)
        if any(request.in_prompt for request, _ in work):
            total += cost.prompts
        return float(total)


def run_open(engine: Engine, requests: list[Request]) -> None:
    """Serve an open loop on one replica."""
    engine.arriving = [r for r in requests if engine.fits(r)]
    engine.run_until(np.inf)


def run_closed(
    engines: list[Engine], requests: list[Request], users: int, think: float = 0.0
) -> None:
    """Serve a closed loop: users stay with their replica, requests are dealt in turn."""
    served = [r for r in requests if engines[0].fits(r)]
    users = min(users, len(served))
    used = engines[: max(min(len(engines), users), 1)]
    for number, engine in enumerate(used):
        mine = served[number :: len(used)]
        first = len(range(number, users, len(used)))
        later = mine[first:]

        def send_next(_: Request, engine: Engine = engine, later: list[Request] = later) -> None:
            if later:
                request = later.pop(0)
                request.arrival = engine.time + think
                engine.arriving.append(request)

        for request in mine[:first]:
            request.arrival = 0.0
        engine.arriving = mine[:first]
        engine.on_finish = send_next
        engine.run_until(np.inf)


def run_round_robin(engines: list[Engine], requests: list[Request]) -> None:
    """Deal the requests to the replicas in turn."""
    served = [r for r in requests if engines[0].fits(r)]
    for number, engine in enumerate(engines):
        engine.arriving = served[number :: len(engines)]
        engine.run_until(np.inf)


def run_routed(engines: list[Engine], requests: list[Request], slack: int) -> None:
    """Send each request to the replica that knows its prompt best, among the less loaded ones."""
    sent: list[list[Request]] = [[] for _ in engines]
    for request in (r for r in requests if engines[0].fits(r)):
        for engine in engines:
            engine.run_until(request.arrival)
        loads = [sum(not r.finish <= request.arrival for r in s) for s in sent]
        known = [e.hit(request) if e.prefix_blocks else 0 for e in engines]
        able = [n for n, load in enumerate(loads) if load <= min(loads) + slack]
        best = max(able, key=lambda n: (known[n], -loads[n]))
        sent[best].append(request)
        engines[best].arriving.append(request)
    for engine in engines:
        engine.run_until(np.inf)


def predicted_ttft(engine: Engine, sent: list[Request], request: Request) -> float:
    """Return what a gateway expects of a request that arrives at a replica now."""
    queue = [*engine.waiting, *engine.arriving]
    if engine.priorities:
        queue = [r for r in queue if rank(r) < rank(request)]
    prompts = [(r.computed, r.known) for r in engine.running if r.in_prompt]
    prompts += [(min(r.cached, r.known - 1), r.known) for r in (*queue, request)]
    cost, seconds = engine.cost, 0.0
    for done, end in prompts:
        for position in range(done, end):
            seconds += cost.pair * (position + 1)
            seconds += cost.pair_window * min(position + 1, cost.window)
    contexts = [r.computed + 1 for r in engine.running if not r.in_prompt]
    decoding = len(contexts) * engine.step_tokens
    tokens = sum(end - done for done, end in prompts)
    steps = -(-tokens // max(engine.max_num_batched_tokens - decoding, 1))
    each = min(decoding + -(-tokens // steps), engine.max_num_batched_tokens)
    dense = step_time(
        cost,
        tokens=float(each),
        sequences=float(len(contexts) + 1),
        decode_sequences=0.0,
        decode_context=0.0,
        prefill_pairs=0.0,
        prefill_context=0.0,
    )
    held = sum(cost.state + cost.kv_token * c for c in contexts)
    held += sum(cost.kv_window_token * min(c, cost.window) for c in contexts)
    seconds += steps * (float(dense) + held + cost.prompts)
    begun = [r for r in engine.running if r.in_prompt]
    needed = sum(engine.blocks(r.known) for r in (*queue, request))
    needed += sum(engine.blocks(r.known) - engine.blocks(r.computed) for r in begun)
    total = int(engine.kv_tokens // engine.block_tokens)
    turns = max(
        (len(engine.running) + len(queue) + 1) / engine.max_num_seqs - 1.0,
        (needed - engine.free_blocks()) / total,
        0.0,
    )
    stay = engine.running_seconds / max(sum(not np.isnan(r.finish) for r in sent), 1)
    return max(engine.time - request.arrival, 0.0) + seconds + turns * stay


def run_gated(engines: list[Engine], requests: list[Request], slack: int, gate: Overflow) -> None:
    """Route as `run_routed` does; who meets a shut gate is served elsewhere."""
    sent: list[list[Request]] = [[] for _ in engines]
    for request in (r for r in requests if engines[0].fits(r)):
        for engine in engines:
            engine.run_until(request.arrival)
        loads = [sum(not r.finish <= request.arrival for r in s) for s in sent]
        known = [e.hit(request) if e.prefix_blocks else 0 for e in engines]
        able = [n for n, load in enumerate(loads) if load <= min(loads) + slack]
        best = max(able, key=lambda n: (known[n], -loads[n]))
        engine = engines[best]
        if engine.prefix_blocks:
            request.cached = known[best]
        limits = (
            (gate.outstanding, loads[best]),
            (gate.queue, len(engine.waiting) + len(engine.arriving)),
        )
        shut = any(limit is not None and now >= limit for limit, now in limits)
        if not shut and gate.ttft_seconds is not None:
            shut = predicted_ttft(engine, sent[best], request) > gate.ttft_seconds
        if not shut:
            sent[best].append(request)
            engine.arriving.append(request)
    for engine in engines:
        engine.run_until(np.inf)


@dataclass
class Scaled:
    """A replica that may be off."""

    engine: Engine
    sent: list[Request] = field(default_factory=list)
    on: bool = False
    since: float = 0.0
    ready: float = 0.0
    paid: float = 0.0
    cold_starts: int = 0

    def load(self, time: float) -> int:
        return sum(not r.finish <= time for r in self.sent)

    def idle_since(self) -> float:
        return max([r.finish for r in self.sent] + [self.ready])

    def stop_if_idle(self, time: float, idle: float) -> bool:
        if self.load(time) or self.idle_since() + idle > time:
            return False
        self.on = False
        self.paid += self.idle_since() + idle - self.since
        return True


def run_scaled(
    engines: list[Engine], requests: list[Request], scaling: Autoscaling
) -> tuple[float, int]:
    """Serve with a fleet that scales; return the seconds paid and the cold starts."""
    served = [r for r in requests if engines[0].fits(r)]
    if not served:
        return 0.0, 0
    fleet = [Scaled(e) for e in engines]
    for one in fleet[: scaling.min_replicas]:
        one.on, one.since, one.ready = True, served[0].arrival, served[0].arrival

    def stop_idle(time: float) -> None:
        for one in fleet:
            if one.on and sum(s.on for s in fleet) > scaling.min_replicas:
                one.stop_if_idle(time, scaling.idle_seconds)

    for request in served:
        time = request.arrival
        for one in fleet:
            one.engine.run_until(time)
        stop_idle(time)
        total = 1 + sum(one.load(time) for one in fleet)
        wanted = max(min(-(-total // scaling.target_outstanding), len(fleet)), 1)
        while sum(one.on for one in fleet) < wanted:
            new = next(one for one in fleet if not one.on)
            new.on, new.since, new.ready = True, time, time + scaling.cold_start_seconds
            new.engine.time = new.ready
            new.cold_starts += 1
            new.engine.prefix_cache = []
        able = [one for one in fleet if one.on]
        target = scaling.target_outstanding
        below = [one for one in able if one.ready <= time and one.load(time) < target]
        best = (below or sorted(able, key=lambda one: (one.ready > time, one.load(time))))[0]
        best.sent.append(request)
        best.engine.arriving.append(request)
    for one in fleet:
        one.engine.run_until(np.inf)
    end = max(r.finish for r in served)
    stop_idle(end)
    paid = sum(one.paid + (end - one.since if one.on else 0.0) for one in fleet)
    return paid, sum(one.cold_starts for one in fleet)
