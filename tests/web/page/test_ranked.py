"""The ranked table and the excuses."""

from breakeven.web.page.ranked import ranked, rejected
from tests.outputs.handmade import HOSTED, make_decision


def test_rows_are_ranked_and_the_best_of_each_kind_is_among_them() -> None:
    made = ranked(make_decision(), top=1)
    assert made.rows[0].id == HOSTED
    assert len(made.rows) == 3
    assert made.more == 0
    assert [row.rank for row in made.rows] == [1, 2, 3]


def test_excuses_are_counted_with_examples() -> None:
    found = rejected(make_decision().options)
    assert [(one.reason, one.number) for one in found] == [
        ("does not fit in memory", "3"),
        ("price stale", "1"),
    ]
    assert found[1].examples == (("llama-3.1-405b hosted by acme", "its price is 400 days old"),)
