"""What is cheap to see says the same of rows as the words for why they do not count."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from breakeven.inputs.usage.engines.opening import connect
from breakeven.inputs.usage.formats.columns import Columns
from breakeven.inputs.usage.groups import KEYS, Group, added
from breakeven.inputs.usage.keeping import without
from breakeven.inputs.usage.normal import SEEN
from breakeven.inputs.usage.sieve import Sieved, sieved
from breakeven.inputs.usage.tables import readable, rows_of

NAMES = ("created_at", "model", "prompt_tokens", "cached_tokens", "completion_tokens", "status")
TIMES = (None, "1969-12-31", "2026-05-01", "2026-05-02 10:00:00.5", "2201-01-01")
ROW = st.tuples(
    st.sampled_from(TIMES),
    st.sampled_from((None, "", "gpt-4o", "llama")),
    st.sampled_from((None, -1, 0, 5, 100)),
    st.sampled_from((None, -1, 0, 7)),
    st.sampled_from((None, -1, 0, 3)),
    st.sampled_from((None, "", "200", "500", "failed")),
)
FINE = ("2026-05-01", "gpt-4o", 5, 0, 3, "200")
FAILED = ("2026-05-01", "gpt-4o", 5, 0, 0, "500")
SILENT = ("2026-05-01", "gpt-4o", 5, 0, 0, "200")
WRONG = ("2026-05-01", "gpt-4o", 5, 7, 3, "200")


@pytest.fixture(scope="module")
def connection() -> Any:
    return connect("duckdb", "UTC")


def table_of(connection: Any, rows: list[tuple[Any, ...]], names: tuple[str, ...]) -> Any:
    """Return rows in normal form."""
    kinds = ["TIMESTAMP", "VARCHAR", "INTEGER", "INTEGER", "INTEGER", "VARCHAR"][: len(names)]
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(names, kinds, strict=True))
    connection.raw_sql(f"CREATE OR REPLACE TEMP TABLE given ({columns})")
    marks = ", ".join("?" * len(names))
    connection.con.executemany(
        f"INSERT INTO given VALUES ({marks})", [r[: len(names)] for r in rows]
    )
    return Columns().normalise(connection.table("given", database="temp.main"))


def told(connection: Any, found: Sieved) -> dict[str, Any]:
    """Return all that it says, whatever the order of groups."""
    merged: dict[Any, list[Group]] = {}
    for group in found.groups:
        merged.setdefault(tuple(getattr(group, key) for key in KEYS), []).append(group)
    summed = (
        "rows",
        "input_tokens",
        "cached_input_tokens",
        "output_tokens",
        "timeless",
        "requests",
    )
    events = rows_of(connection, found.events.select("time", "model", "input_tokens"))
    return {
        "groups": {
            key: {name: added(getattr(g, name) for g in own) for name in summed}
            for key, own in merged.items()
        },
        "others": dict(found.others),
        "events": sorted(tuple(map(str, row.values())) for row in events),
    }


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.one_of(ROW, st.just(FINE)), min_size=1, max_size=12), status=st.booleans())
def test_it_says_what_the_words_say(connection: Any, rows: list[Any], status: bool) -> None:
    with readable("a table"):
        table = table_of(connection, rows, NAMES if status else NAMES[:-1])
        quick, plain = sieved(connection, table), sieved(connection, without(table, SEEN))
        assert told(connection, quick) == told(connection, plain)


@pytest.mark.parametrize(
    ("rows", "filtered_by"),
    [
        ([FINE, FINE], []),
        ([FINE, FAILED], ["served"]),
        ([FINE, SILENT, FAILED], ["aside"]),
        ([FINE, WRONG, FAILED], ["plain"]),
        ([FINE, WRONG, SILENT], ["why"]),
    ],
)
def test_rows_that_count_are_asked_for_as_cheaply_as_the_log_allows(
    connection: Any, rows: list[Any], filtered_by: list[str]
) -> None:
    with readable("a table"):
        found = sieved(connection, table_of(connection, rows, NAMES))
        asked = rows_of(connection, found.events.aggregate(n=found.events.count()))
        sql = connection.compile(found.events)
    assert asked == [{"n": sum(row in (FINE, SILENT) for row in rows)}]
    assert re.findall(r'WHERE\s+"t\d+"\."(\w+)"', sql) == filtered_by
