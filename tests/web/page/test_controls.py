"""The controls and the state say the same."""

from breakeven.api.known import known_facts
from breakeven.web.page.controls import STEPS, Slider, groups, placed, shown
from breakeven.web.page.reading import read
from breakeven.web.page.state import KEYS, PRICES, PageState

CONTROLS = [one for group in groups(known_facts(None, None).catalog) for one in group.controls]


def test_every_key_of_a_link_has_its_control() -> None:
    keys = [one.key for one in CONTROLS]
    assert len(keys) == len(set(keys))
    assert set(keys) == {*KEYS, *PRICES, "as_of"}


def test_what_controls_show_reads_back_as_the_state() -> None:
    found = read([(one.key, shown(PageState(), one.key)) for one in CONTROLS])
    assert not found.problems
    assert found.state == PageState()


def test_choices_are_understood() -> None:
    for one in CONTROLS:
        for value, _ in one.choices:
            assert not read([(one.key, value)]).problems, (one.key, value)


def test_a_slider_stays_between_its_ends() -> None:
    slider = Slider(low=1.0, high=100.0)
    assert [slider.place(v) for v in (None, 0.1, 1.0, 100.0, 1e9)] == [500, 0, 0, STEPS, STEPS]
    assert placed(CONTROLS[0], "") == 500


def test_a_table_is_written_as_names_with_numbers() -> None:
    found = read([("tokens_per_minute", "openai=2,groq=1e6")])
    assert found.state.scenario.rules.tokens_per_minute == {"openai": 2.0, "groq": 1e6}
    assert shown(found.state, "tokens_per_minute") == "openai=2,groq=1000000"
    assert read([("tokens_per_minute", "")]).state == PageState()
    for wrong in ("openai", "openai=", "openai=many", "openai=-1"):
        assert "tokens_per_minute" in read([("tokens_per_minute", wrong)]).problems
