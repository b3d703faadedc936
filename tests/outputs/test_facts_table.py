from breakeven.outputs.facts_table import fact_table, facts_table, problems_table
from tests.outputs.conftest import Shown

FACT = {"id": "H100-SXM", "value": 80, "unit": "GB", "date": "2026-01-01", "source": "datasheet"}


def test_value_unit_date_and_source(shown: Shown) -> None:
    last = shown(facts_table([FACT])).splitlines()[-1]
    assert last.split() == ["H100-SXM", "80", "GB", "2026-01-01", "datasheet"]


def test_a_long_list_is_cut(shown: Shown) -> None:
    assert "and 40 more" in shown(facts_table([FACT] * 100))


def test_nothing_found(shown: Shown) -> None:
    assert shown(facts_table([])) == "No fact carries that word."


def test_one_thing_with_its_values(shown: Shown) -> None:
    values = [{**FACT, "name": "memory_gb"}, {**FACT, "name": "experts", "value": 0}]
    text = shown(fact_table({"id": "H100-SXM", "kind": "accelerator", "values": values}))
    assert "accelerator" in text
    assert text.splitlines()[-1].split() == ["memory_gb", "80", "GB", "2026-01-01", "datasheet"]


def test_one_thing_without_values(shown: Shown) -> None:
    assert "datasheet" in shown(fact_table(FACT))


def test_long_values_leave_room_for_names(shown: Shown) -> None:
    text = shown(facts_table([{**FACT, "value": "a long value " * 12}]), width=80)
    assert "H100-SXM" in text
    assert "2026-01-01" in text


def test_problems(shown: Shown) -> None:
    assert shown(problems_table([])) == "All facts obey the rules."
    assert shown(problems_table(["a.csv line 2: no date"])) == "- a.csv line 2: no date"
