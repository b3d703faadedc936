"""Answers that were just given: equal questions are computed once, also while they are computed."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from breakeven.web.jobs import Answer

Compute = Callable[[], Awaitable[Answer]]


class Answers:
    """The last answers within so many bytes, and those under way."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.hits = 0
        self.misses = 0
        self._bytes = 0
        self._kept: OrderedDict[str, Answer] = OrderedDict()
        self._under_way: dict[str, asyncio.Task[Answer]] = {}

    async def get(self, key: str, compute: Compute) -> Answer:
        """Return the answer of a canonical question; whoever asks first has it computed."""
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            self.hits += 1
            return kept
        task = self._under_way.get(key)
        if task is None:
            self.misses += 1
            task = asyncio.create_task(self._computed(key, compute))
            self._under_way[key] = task
        else:
            self.hits += 1
        # One client that goes away must not take the answer from the others.
        return await asyncio.shield(task)

    async def _computed(self, key: str, compute: Compute) -> Answer:
        try:
            answer = await compute()
        finally:
            del self._under_way[key]
        if answer.status < 500:
            self._keep(key, answer)
        return answer

    def _keep(self, key: str, answer: Answer) -> None:
        if len(answer.packed) > self.most_bytes:
            return
        self._kept[key] = answer
        self._bytes += len(answer.packed)
        while self._bytes > self.most_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest.packed)
