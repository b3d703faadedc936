"""Real processes: each test starts some, so there are few."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from breakeven.domain.errors import BreakevenError
from breakeven.web.errors import Busy, TookTooLong, WorkerLost
from breakeven.web.settings import Settings
from breakeven.web.workers import Workers


def run(work: Callable[[Workers], Awaitable[Any]], **settings: Any) -> Any:
    async def whole() -> Any:
        workers = Workers(Settings(**{"processes": 1, **settings}))
        try:
            return await work(workers)
        finally:
            workers.close()

    return asyncio.run(whole())


def test_a_worker_sits_in_an_empty_folder_and_stays_warm() -> None:
    async def work(workers: Workers) -> None:
        folder = await workers.run(os.getcwd)
        assert not list(Path(folder).iterdir())
        assert folder != str(Path.cwd())
        assert await workers.run(os.getpid) == await workers.run(os.getpid) != os.getpid()

    run(work)


def test_a_worker_that_takes_too_long_is_ended() -> None:
    async def work(workers: Workers) -> None:
        with pytest.raises(TookTooLong):
            await workers.run(time.sleep, 60)
        assert await workers.run(abs, -1) == 1

    run(work, compute_seconds=4.0)


def test_a_worker_is_replaced_after_its_last_job() -> None:
    async def work(workers: Workers) -> set[int]:
        return {await workers.run(os.getpid) for _ in range(4)}

    assert len(run(work, worker_jobs=2)) == 2


def test_a_worker_that_dies_is_no_traceback() -> None:
    async def work(workers: Workers) -> None:
        with pytest.raises(WorkerLost):
            await workers.run(os._exit, 1)
        assert await workers.run(abs, -1) == 1

    run(work)


def test_a_full_queue_says_so() -> None:
    async def work(workers: Workers) -> list[Any]:
        asked = (workers.run(time.sleep, 0.3) for _ in range(3))
        return await asyncio.gather(*asked, return_exceptions=True)

    found = run(work, queue=1)
    assert [type(f) for f in found] == [type(None), type(None), Busy]


def test_who_waits_too_long_is_told() -> None:
    async def work(workers: Workers) -> list[Any]:
        asked = (workers.run(time.sleep, 1.0) for _ in range(2))
        return await asyncio.gather(*asked, return_exceptions=True)

    found = run(work, queue_seconds=0.1)
    assert [isinstance(f, BreakevenError) for f in found] == [False, True]
