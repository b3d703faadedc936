"""The naive simulator: one step at a time, one token at a time, by the book.

Written from the description of vLLM's scheduler, independently of the fast one, as literally as
possible: lists, loops, no sums carried along.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

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
