"""Links as people and programs write them."""

import pytest

from breakeven.web.page.reading import read
from breakeven.web.page.state import DEFAULT, pairs_of


def test_numbers_may_have_separators() -> None:
    found = read([("requests_per_day", "1,250,000"), ("input_tokens", "2 000")])
    assert found.state.scenario.workload.requests_per_day == 1_250_000
    assert found.state.scenario.workload.input_tokens == 2_000


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("requests_per_day", "-1"),
        ("requests_per_day", "many"),
        ("requests_per_day", "nan"),
        ("requests_per_day", "1e400"),
        ("input_tokens", "1e9"),
        ("cached_input_share", "1.5"),
        ("months", "3.5"),
        ("months", "100000"),
        ("data_stays", "at home"),
        ("purchases", "owned,stolen"),
        ("gpu_price", "0"),
        ("gpu_price", "inf"),
        ("as_of", "yesterday"),
        ("top", "-3"),
        ("assume.people_share", "few"),
        ("assume.people_share", "nan"),
        ("growth_per_month", "7"),
    ],
)
def test_what_is_no_value_is_named_and_left_as_it_was(key: str, value: str) -> None:
    found = read([(key, value)])
    assert list(found.problems) == [key]
    assert key.removeprefix("assume.") in found.problems[key]
    assert found.state.query() == ""


def test_an_empty_field_says_nothing_of_its_own() -> None:
    found = read(pairs_of("ttft_p99_ms=&months=&assume.people_share="))
    assert not found.problems
    assert found.state.scenario.targets.ttft_p99_ms is None
    assert found.state.scenario.horizon.months is None
    assert not found.state.scenario.assumptions


def test_lists_may_be_repeated_or_have_commas() -> None:
    for query in ("only=a&only=b", "only=a,b", "only=&only=a&only=b"):
        assert read(pairs_of(query)).state.scenario.models.only == ("a", "b")


def test_a_box_that_is_not_ticked_is_off() -> None:
    assert read(pairs_of("commercial=0")).state.scenario.rules.commercial is False
    assert read(pairs_of("commercial=0&commercial=1")).state.scenario.rules.commercial is True


def test_files_of_the_server_are_no_keys() -> None:
    found = read(pairs_of("usage_log=/etc/passwd&evaluations=/etc/passwd&facts=/etc&format=x"))
    assert found.state.scenario == DEFAULT
