"""Whole answers of the page take turns: so many at once, so many waiting, equal ones once.

They are computed in threads of this server, since what leads in them is kept for quick looks. A
thread cannot be stopped; what it can be asked is bounded instead: 256 samples, no simulation, 240
months, the lengths and numbers that `reading` allows, a log within the server's limits.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request

from breakeven.domain.errors import BreakevenError
from breakeven.economics.decision import Decision
from breakeven.web.errors import Busy
from breakeven.web.lanes import take_turn
from breakeven.web.page.beside import pinned_questions
from breakeven.web.page.memory import Memory
from breakeven.web.page.state import PageState
from breakeven.web.settings import Settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The answers of a page's questions, by their queries, or why there is none."""

    found: Mapping[str, Decision | BreakevenError]

    def decide(self, state: PageState) -> Decision:
        """Return the answer of a state; raise BreakevenError where it has none."""
        answer = self.found[state.question.query()]
        if isinstance(answer, BreakevenError):
            raise answer
        return answer

    @property
    def busy(self) -> Busy | None:
        """What is said where an answer did not get its turn."""
        return next((one for one in self.found.values() if isinstance(one, Busy)), None)


class Turns:
    """Of one application; used from its event loop alone."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lane = CapacityLimiter(settings.page_answers)
        self._threads = CapacityLimiter(settings.page_answers)
        """Beside those of the framework: who waits must not keep the page itself waiting."""
        self._under_way: dict[str, asyncio.Task[Decision | BreakevenError]] = {}

    async def told(self, memory: Memory, state: PageState) -> Told:
        """Return the answer of a state, and those of what is pinned beside it."""
        found = {state.question.query(): await self._answer(memory, state.question)}
        if any(isinstance(one, Decision) for one in found.values()):
            for one in pinned_questions(state):
                found[one.query()] = await self._answer(memory, one)
        return Told(found=found)

    async def run(self, work: Callable[[], T]) -> T:
        """Return what work returns, done in a thread when it is its turn.

        Raises Busy where the queue is full or the wait too long.
        """
        waiting = self._lane.statistics().tasks_waiting
        await take_turn(self._lane, waiting=waiting, settings=self.settings)
        try:
            return await to_thread.run_sync(work, limiter=self._threads)
        finally:
            self._lane.release()

    async def _answer(self, memory: Memory, question: PageState) -> Decision | BreakevenError:
        """Return an answer that is known, or under way, or else computed."""
        key = question.query()
        known = memory.kept.peek(key)
        if known is not None:
            return known
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.create_task(self._computed(memory, question))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        # One browser that goes away must not take the answer from the others.
        return await asyncio.shield(task)

    async def _computed(self, memory: Memory, question: PageState) -> Decision | BreakevenError:
        try:
            return await self.run(lambda: memory.decide(question))
        except BreakevenError as error:
            return error


def turns_of(request: Request) -> Turns:
    """Return the turns of the application that a request came to."""
    state = request.app.state
    if not hasattr(state, "page_turns"):
        state.page_turns = Turns(state.server.settings)
    found: Turns = state.page_turns
    return found
