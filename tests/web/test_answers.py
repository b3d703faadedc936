import asyncio

import pytest

from breakeven.web.answers import Answers
from breakeven.web.jobs import Answer
from breakeven.web.server import canonical


class Counting:
    """Computes slowly, and counts how often."""

    def __init__(self, *, size: int = 10, status: int = 200) -> None:
        self.times = 0
        self.answer = Answer(packed=b"x" * size, status=status)

    async def __call__(self) -> Answer:
        self.times += 1
        await asyncio.sleep(0.01)
        return self.answer


def test_equal_questions_under_way_are_computed_once() -> None:
    work = Counting()

    async def all_at_once() -> None:
        kept = Answers(1000)
        await asyncio.gather(*(kept.get("a", work) for _ in range(20)))
        await kept.get("a", work)
        assert (kept.hits, kept.misses) == (20, 1)

    asyncio.run(all_at_once())
    assert work.times == 1


def test_who_goes_away_takes_no_answer_from_others() -> None:
    work = Counting()

    async def one_leaves() -> Answer:
        kept = Answers(1000)
        first = asyncio.create_task(kept.get("a", work))
        await asyncio.sleep(0)
        second = asyncio.create_task(kept.get("a", work))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert asyncio.run(one_leaves()) is work.answer
    assert work.times == 1


@pytest.mark.parametrize(("size", "status", "times"), [(10, 200, 1), (10, 504, 2), (2000, 200, 2)])
def test_what_failed_or_is_too_large_is_not_kept(size: int, status: int, times: int) -> None:
    work = Counting(size=size, status=status)

    async def twice() -> None:
        kept = Answers(1000)
        await kept.get("a", work)
        await kept.get("a", work)

    asyncio.run(twice())
    assert work.times == times


def test_the_oldest_go_first() -> None:
    work = Counting(size=400)

    async def three() -> None:
        kept = Answers(1000)
        for key in ("a", "b", "a", "c", "a", "b"):
            await kept.get(key, work)

    asyncio.run(three())
    assert work.times == 4


def test_other_numbers_are_other_questions() -> None:
    assert canonical({"a": 1.0}) != canonical({"a": 2.0})
    assert canonical({"a": "1"}) != canonical({"a": 1})
