"""Progress is told beside the work, and never drawn by the engine."""

import time
from typing import Any

import pytest

from breakeven.inputs.usage import progress
from breakeven.inputs.usage.engines.opening import connect


class Slow:
    """A connection that says how far it is."""

    def __init__(self) -> None:
        self.con = self
        self.said: list[str] = []

    def raw_sql(self, text: str) -> None:
        self.said.append(text)

    def query_progress(self) -> float:
        return 40.0


def test_a_long_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE_S", 0.0)
    monkeypatch.setattr(progress, "PACE_S", 0.001)
    seen: list[float] = []
    connection: Any = Slow()
    with progress.watched(connection, seen.append):
        while not seen:
            time.sleep(0.001)
    assert seen[0] == 0.4
    assert connection.said[-1] == "SET enable_progress_bar_print = false"


def test_a_short_read_and_one_that_nobody_watches_are_not() -> None:
    seen: list[float] = []
    connection: Any = Slow()
    with progress.watched(connection, seen.append), progress.watched(connection, None):
        pass
    assert seen == []


def test_the_engine_draws_nothing_into_the_answer() -> None:
    connection = connect("duckdb", "UTC")
    found = connection.raw_sql("SELECT current_setting('enable_progress_bar')").fetchone()
    assert found == (False,)
