"""Processes that compute, so that the server itself always answers.

A thread would hold Python's one lock for seconds, cannot be stopped, and never gives its memory
back; a process of AnyIO's pool stays warm between jobs and is ended when its time is up.
"""

import shutil
import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import anyio
from anyio import BrokenWorkerProcess, CapacityLimiter, to_process, to_thread

from breakeven.web.errors import TookTooLong, WorkerLost
from breakeven.web.jobs import Last, Limits, in_worker, warm
from breakeven.web.lanes import take_turn
from breakeven.web.settings import Settings

T = TypeVar("T")
TRIES = 2
"""A worker that has just ended itself may be given a job; the next one is not."""


class Workers:
    """At most so many jobs at once, at most so many waiting, each at most so long."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._free = CapacityLimiter(max(settings.processes, 1))
        self._quick = CapacityLimiter(1)
        """A look-up of a tenth of a second does not wait behind decisions."""
        self._ready = False
        folder = tempfile.mkdtemp(prefix="breakeven-workers-")
        self._remove = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._limits = Limits(
            memory_bytes=settings.worker_bytes,
            jobs=settings.worker_jobs,
            folder=folder,
        )

    @property
    def waiting(self) -> int:
        """Jobs that wait for a worker."""
        return sum(lane.statistics().tasks_waiting for lane in (self._free, self._quick))

    @property
    def running(self) -> int:
        """Jobs that a worker computes."""
        return int(self._free.borrowed_tokens + self._quick.borrowed_tokens)

    async def run(self, job: Callable[..., T], *args: object, quick: bool = False) -> T:
        """Return what a job of module level returns; what is `quick` has a worker of its own.

        Raises Busy where the queue is full or the wait too long, TookTooLong past the time limit,
        WorkerLost where a worker ends before its job.
        """
        lane = self._quick if quick else self._free
        await take_turn(lane, waiting=self.waiting, settings=self.settings)
        try:
            return await self._timed(job, args)
        finally:
            lane.release()

    async def _timed(self, job: Callable[..., T], args: tuple[object, ...]) -> T:
        if not self.settings.processes:
            return await to_thread.run_sync(job, *args)
        try:
            with anyio.fail_after(self.settings.compute_seconds):
                return await self._tried(job, args)
        except TimeoutError:
            raise TookTooLong(
                f"the answer took more than {self.settings.compute_seconds:g} seconds and was given"
                " up; ask with fewer samples, months or models, or on the command line"
            ) from None

    async def _tried(self, job: Callable[..., T], args: tuple[object, ...]) -> T:
        for _ in range(TRIES):
            try:
                return await to_process.run_sync(
                    in_worker, self._limits, job, args, cancellable=True
                )
            except Last as last:
                return last.args[0]  # type: ignore[no-any-return]
            except BrokenWorkerProcess:
                continue
        raise WorkerLost(
            "the worker ended before the answer, most likely for want of memory; ask with fewer"
            " samples or months"
        )

    def close(self) -> None:
        """Remove the workers' folder."""
        self._remove()

    @property
    def ready(self) -> bool:
        """Whether every worker has started."""
        return self._ready

    async def warm(self) -> None:
        """Start every worker and let it read the facts, so that the first to ask need not wait."""
        if not self.settings.processes:
            self._ready = True
            return
        async with anyio.create_task_group() as group:
            for lane in (self._quick, *[self._free] * self.settings.processes):
                group.start_soon(self._warm_one, lane)
        self._ready = True

    async def _warm_one(self, lane: CapacityLimiter) -> None:
        async with lane:
            with anyio.move_on_after(self.settings.start_seconds), suppress(WorkerLost):
                await self._tried(warm, (self.settings.facts,))
