"""Where a value stands: dots, alternatives, sums, JSON in a text, structs, case."""

from typing import Any, NamedTuple

import pytest

from breakeven.inputs.usage.engines.opening import connect
from breakeven.inputs.usage.paths import Rows, alternatives, paths_of
from breakeven.inputs.usage.tables import readable, rows_of


class Made(NamedTuple):
    connection: Any
    table: Any


def values(made: Made, expression: Any) -> list[Any]:
    return [row["x"] for row in rows_of(made.connection, expression.name("x").as_table())]


@pytest.fixture
def made() -> Made:
    connection = connect("duckdb", "UTC")
    connection.raw_sql(
        """CREATE TABLE t AS FROM (VALUES
        (1, '10', '{"a": {"b.c": 5}, "s": "\\u0041"}', {'in': '3'}, 'x'),
        (2, NULL, 'broken', {'in': NULL}, NULL)
        ) AS v(n, "Total Tokens", meta, usage, "a.b")"""
    )
    with readable("t"):
        return Made(connection, connection.table("t"))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("n", [1, 2]),
        ("total tokens", ["10", None]),
        ("meta.a.b.c", ["5", None]),
        ("meta.s", ["A", None]),
        ("usage.in", ["3", None]),
        ("a.b", ["x", None]),
    ],
)
def test_a_leaf(made: Made, path: str, expected: list[Any]) -> None:
    found = Rows(table=made.table).leaf(path)
    assert found is not None
    assert values(made, found) == expected


@pytest.mark.parametrize("path", ["nothing", "usage", "usage.out", "n.inner"])
def test_what_is_not_there(made: Made, path: str) -> None:
    assert Rows(table=made.table).leaf(path) is None


@pytest.mark.parametrize("staged", [False, True])
def test_sums_and_alternatives(made: Made, staged: bool) -> None:
    spec = "nothing | usage.in + n | n"
    rows = Rows(table=made.table)
    rows = rows.staged([], [spec]) if staged else rows
    amount = rows.amount(spec)
    assert amount is not None
    assert values(made, amount.number) == [4.0, 2.0]
    assert values(made, amount.unread) == [False, False]


def test_a_text_that_is_no_number_is_told(made: Made) -> None:
    amount = Rows(table=made.table).amount("a.b")
    assert amount is not None
    assert values(made, amount.unread) == [True, False]


def test_specifications() -> None:
    assert alternatives("a | b + c") == [["a"], ["b", "c"]]
    assert paths_of(["a | b + c", "", "c"]) == ("a", "b", "c")
