"""Fleets of naive engines: who sends what to whom, and when machines start and stop."""

from dataclasses import dataclass, field

import numpy as np

from breakeven.serving.service import Autoscaling, Overflow
from breakeven.serving.steptime import step_time
from tests.serving.oracle import Engine, Request, rank


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
