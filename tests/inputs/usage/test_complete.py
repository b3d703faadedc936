"""No record of a large CSV file is lost, wherever damaged ones stand."""

from pathlib import Path

import pytest

from breakeven.inputs.usage import read_usage
from breakeven.inputs.usage.complete import PLACE, lines
from breakeven.inputs.usage.files import look

from .conftest import Write

HEADER = "timestamp,prompt_tokens,completion_tokens,model,prompt\n"
FINE = "2026-05-01T10:00:00Z,1,1,m,some words that make the line longer than it would be\n"
LONG, SHORT = "2026-05-01T10:00:00Z,1,1,m,words,a,b,c\n", "2026-05-01T10:00:00Z\n"
ROWS = 120_000
"""Ten megabytes: the engine may read them in two places."""


def with_damage(write: Write, line: str, count: int, start: int) -> Path:
    """Write a log of which some lines in a row, from a byte on, are damaged."""
    rows = [FINE] * ROWS
    first = (start - len(HEADER)) // len(FINE)
    rows[first : first + count] = [line] * count
    return write("damaged.csv", HEADER + "".join(rows))


@pytest.mark.parametrize("start", [PLACE, PLACE + 2 * len(FINE)])
@pytest.mark.parametrize(("line", "reason"), [(LONG, "more columns"), (SHORT, "fewer columns")])
def test_damage_where_a_second_place_begins(
    write: Write, start: int, line: str, reason: str
) -> None:
    log = read_usage(with_damage(write, line, 30, start))
    assert log.totals().requests == ROWS - 30
    [rejected] = log.rejected
    assert rejected.rows == 30
    assert reason in rejected.reason
    number = int(rejected.places[0].rsplit(":", 1)[1])
    assert number == (start - len(HEADER)) // len(FINE) + 2


def test_lines_within_quotes_are_no_records(write: Write) -> None:
    two = '2026-05-01T10:00:00Z,1,1,m,"one line\nand another, which makes the record longer"\n'
    log = read_usage(write("quoted.csv", HEADER + two * ROWS))
    assert (log.totals().requests, log.rejected) == (ROWS, ())


@pytest.mark.parametrize(("text", "count"), [("a,b\n1,2\n", 2), ("a,b\n1,2", 2), ("a,b", 1)])
def test_lines(write: Write, text: str, count: int) -> None:
    assert lines(look(write("some.csv", text))) == count
