"""Rows that were read before: the one that gave most is kept."""

from breakeven.inputs.usage import read_usage

from .conftest import Write

MAP = {"time": "t", "input": "i", "output": "o", "id": "id"}


def test_the_best_of_equal_ids_is_kept(write: Write) -> None:
    text = "t,i,o,id\n1777593600,10,0,a\n1777593601,10,7,a\n1777593602,10,-1,a\n1777593603,10,1,b\n"
    found = read_usage(write("a.csv", text), column_map=MAP).summary()
    assert (found.requests, found.output_tokens, found.aside) == (2, 8, {"duplicate": 1})
    assert found.rejected_rows == 1


def test_rows_without_an_id_are_never_the_same(write: Write) -> None:
    text = "t,i,o,id\n" + "1777593600,10,1,\n" * 3 + "1777593600,10,1,a\n" * 2
    found = read_usage(write("a.csv", text), column_map=MAP).summary()
    assert (found.rows, found.requests, found.aside) == (5, 4, {"duplicate": 1})
