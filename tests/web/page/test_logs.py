"""Dropped logs are kept for a while, and few of them."""

import pytest

from breakeven.domain.errors import InputError
from breakeven.web.page.logs import Shelf
from tests.outputs.handmade import make_decision

WORKLOAD = make_decision().workload


def put(shelf: Shelf) -> str:
    return shelf.put(WORKLOAD, name="log.csv", requests=7, rejected_rows=1)


def test_a_token_stands_for_a_log() -> None:
    shelf = Shelf()
    assert shelf.get(put(shelf)).workload is WORKLOAD


def test_what_is_not_held_is_said_clearly() -> None:
    with pytest.raises(InputError, match=r"does not hold.*drop the log again"):
        Shelf().get("unknown")


def test_a_log_is_forgotten_after_its_time() -> None:
    now = [0.0]
    shelf = Shelf(clock=lambda: now[0], kept_seconds=60)
    token = put(shelf)
    now[0] = 59
    shelf.get(token)
    now[0] = 60
    with pytest.raises(InputError):
        shelf.get(token)


def test_the_oldest_goes_where_there_are_many() -> None:
    shelf = Shelf(most=2)
    first, second, third = (put(shelf) for _ in range(3))
    shelf.get(second)
    shelf.get(third)
    with pytest.raises(InputError):
        shelf.get(first)
