"""Closed loops: each user sends one request after the other, several users at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from random import SystemRandom
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from breakeven.domain.errors import InputError
from breakeven.inputs.probe.asking import Asker, clients_for
from breakeven.inputs.probe.plan import checked
from breakeven.inputs.probe.prompts import Prompts
from breakeven.inputs.probe.stream import BrokenAnswer, Timing

if TYPE_CHECKING:
    from random import Random

    from httpx import AsyncClient as Client

    from breakeven.inputs.probe.endpoint import Endpoint
    from breakeven.inputs.probe.plan import ProbePlan

T = TypeVar("T")
WATCH_SECONDS = 0.02
HOPELESS = 3
"""Failures of each user without any answer after which a loop is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What one closed loop showed."""

    users: int
    seconds: float
    """From the first request to the last answer."""
    late_seconds: float
    """By which this program itself was late, in the mean: its part in what it measured."""
    timings: tuple[Timing, ...]
    failures: Mapping[str, int]
    """Requests that failed, by what was said."""

    @property
    def failed(self) -> int:
        """Return how many requests failed."""
        return sum(self.failures.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """All that a probe saw."""

    plan: ProbePlan
    endpoint: Endpoint
    levels: tuple[Level, ...]
    sent: int
    """Requests, those included that were refused or only warmed up."""
    whole_answers: bool
    """The endpoint was told to go on to the last token, and did not refuse."""


def probe(
    endpoint: Endpoint,
    plan: ProbePlan,
    *,
    progress: Callable[[str], None] = lambda _: None,
    random: Random | None = None,
) -> Probed:
    """Send a plan to an endpoint and return what was timed.

    Raises InputError where the endpoint answers nothing, UsageError where the plan is too large.
    """
    prompts = Prompts(random=random or SystemRandom())
    return _finished(_probe(endpoint, checked(plan), prompts, progress))


def _finished(work: Coroutine[object, object, T]) -> T:
    """Return what work comes to; in a notebook, whose loop is running, on a thread of its own."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()


async def _probe(
    endpoint: Endpoint, plan: ProbePlan, prompts: Prompts, progress: Callable[[str], None]
) -> Probed:
    levels: list[Level] = []
    asker = Asker(endpoint, plan)
    async with clients_for(endpoint, plan) as clients:
        first = await asker.learn(clients[0], prompts.of(plan.input_tokens))
        words = prompts.words(plan.input_tokens)
        prompts = prompts.learned(words=words, tokens=first.input_tokens)
        for users in plan.concurrency:
            progress(f"{users} at once: {users} to warm up, {plan.timed(users)} timed")
            loop = partial(_closed, asker, clients[:users], prompts, plan)
            await loop(each=1)
            levels.append(await loop(each=plan.requests_per_user))
    if not any(level.timings for level in levels):
        said = "; ".join(dict.fromkeys(words for level in levels for words in level.failures))
        raise InputError(f"all timed requests failed: {said}", where=endpoint.shown)
    return Probed(
        plan=plan,
        endpoint=endpoint,
        levels=tuple(levels),
        sent=asker.sent,
        whole_answers="ignore_eos" in asker.manner.extra,
    )


async def _closed(
    asker: Asker, clients: Sequence[Client], prompts: Prompts, plan: ProbePlan, *, each: int
) -> Level:
    """Keep some users busy until each has sent so many requests."""
    users = len(clients)
    waiting = [[prompts.of(plan.input_tokens) for _ in range(each)] for _ in clients]
    timings: list[Timing] = []
    failures: Counter[str] = Counter()

    async def user(client: Client, queue: list[str]) -> None:
        for prompt in queue:
            try:
                timings.append(await asker.ask(client, prompt))
            except BrokenAnswer as error:
                failures[str(error)] += 1
                if not timings and failures.total() >= HOPELESS * users:
                    return

    late: list[float] = []
    watch = asyncio.create_task(_watch(late))
    started = perf_counter()
    async with asyncio.TaskGroup() as group:
        for client, queue in zip(clients, waiting, strict=True):
            group.create_task(user(client, queue))
    seconds = perf_counter() - started
    watch.cancel()
    return Level(
        users=users,
        seconds=seconds,
        late_seconds=sum(late) / len(late) if late else 0.0,
        timings=tuple(timings),
        failures=dict(failures),
    )


async def _watch(late: list[float]) -> None:
    """Note again and again by how many seconds this program wakes too late."""
    while True:
        due = perf_counter() + WATCH_SECONDS
        await asyncio.sleep(WATCH_SECONDS)
        late.append(perf_counter() - due)
