"""`cross` on named offers."""

from pathlib import Path

import pytest

import breakeven as be
from breakeven.domain.errors import AmbiguousName, InputError, ManyProblems, UnknownName

LESSON = Path(__file__).parents[2] / "examples" / "lesson"
SHAPE = {"input_tokens": 500.0, "output_tokens": 200.0}


def test_the_lessons_table_has_five_crossings() -> None:
    found = be.cross(
        "api:gpt-4o-mini",
        "self:llama-3.1-8b@A10Gx1",
        **SHAPE,
        days_per_month=30.0,
        facts=LESSON,
    )
    at = [c.requests_per_day for c in found.breakeven.crossings]
    assert at == pytest.approx([34_188.03, 50_000.0, 68_376.07, 100_000.0, 102_564.10], abs=0.01)
    assert found.breakeven.crossings[0].below == "api:gpt-4o-mini"
    assert found.breakeven.regions[-1].cheapest == "self:llama-3.1-8b@A10Gx1"


def test_the_lessons_70b_never_pays() -> None:
    found = be.cross(
        "api:gpt-4o",
        "self:llama-3.1-70b@A100-80x2",
        **SHAPE,
        days_per_month=30.0,
        facts=LESSON,
    )
    assert found.to_dict()["never"] is True
    assert found.breakeven.regions[0].cheapest == "api:gpt-4o"


def test_a_predicted_fleet_says_how_it_was_priced() -> None:
    found = be.cross("api:gpt-4o", "self:llama-3.1-8b@L4x1,provider=aws", **SHAPE)
    assert found.breakeven.crossings
    how = " ".join(found.lines["self:llama-3.1-8b@L4x1,provider=aws"])
    assert "aws" in how
    assert "requests/s a replica" in how
    offers = found.to_dict()["offers"]
    assert offers[1]["id"].startswith("self:llama-3.1-8b@L4x1,precision=")  # type: ignore[index]


def test_spare_machines_and_people_can_be_switched_off() -> None:
    offers = ("api:gpt-4o", "self:llama-3.1-8b@L4x1,provider=aws")
    dear = be.cross(*offers, **SHAPE)
    lean = be.cross(*offers, **SHAPE, without=("people", "spare_machines"))
    first = [c.breakeven.crossings[0].requests_per_day for c in (lean, dear)]
    assert first[0] < first[1]


@pytest.mark.parametrize(
    ("offer", "kind", "said"),
    [
        ("api:gpt-4o-minu", UnknownName, "gpt-4o-mini"),
        ("self:llama-3.1-8b@A10Gx1,provider=awss", UnknownName, "aws"),
        ("self:llama-3.1-8b@A10Gx1,prcision=fp8", UnknownName, "precision"),
        ("self:llama-3.1-8b@L4x1,machine=5", UnknownName, "machine of 1x L4"),
        ("self:llama-3.1-8b@A10G", InputError, "GPUxN"),
        ("self:llama-3.1-8b@L4x0", InputError, "at least 1"),
        ("self:gpt-4o@L4x1", InputError, "proprietary"),
        ("gpt-4o", InputError, "api:MODEL"),
        ("self:llama-3.1-8b@L4x1,purchase=owned", InputError, "to buy"),
        ("hosted:llama-3.3-70b", AmbiguousName, "hosted:groq/llama-3.3-70b"),
    ],
)
def test_a_wrong_name_says_what_was_expected(offer: str, kind: type[InputError], said: str) -> None:
    with pytest.raises(kind) as caught:
        be.cross("api:gpt-4o", offer, **SHAPE)
    assert said in str(caught.value)


def test_bad_numbers_are_all_named_at_once() -> None:
    with pytest.raises(ManyProblems) as caught:
        be.cross("api:gpt-4o", "api:gpt-4o-mini", input_tokens=-5.0, output_tokens=float("nan"))
    assert "input_tokens" in str(caught.value)
    assert "output_tokens" in str(caught.value)


def test_an_offer_is_not_compared_with_itself() -> None:
    with pytest.raises(InputError, match="the same offer"):
        be.cross("api:gpt-4o", "api:openai/gpt-4o", **SHAPE)


def test_an_earlier_day_gives_an_earlier_price() -> None:
    pair = ("api:o3", "api:gpt-4o-mini")
    new = be.cross(*pair, **SHAPE, as_of="2026-01-01").lines["api:o3"][0]
    old = be.cross(*pair, **SHAPE, as_of="2025-06-01").lines["api:o3"][0]
    assert new.startswith("2 $/M input")
    assert old.startswith("10 $/M input")


def test_machines_that_follow_the_load_win_earlier() -> None:
    api, own = "hosted:deepinfra/gpt-oss-20b", "self:gpt-oss-20b@H100x1"
    asked = {"input_tokens": 1155.0, "output_tokens": 211.0, "as_of": "2026-11-24"}
    always = be.cross(api, own, **asked)  # type: ignore[arg-type]
    follows = be.cross(api, f"{own},scaling=autoscaled", **asked)  # type: ignore[arg-type]
    first = follows.breakeven.crossings[0].requests_per_day
    assert all(c.requests_per_day > first for c in always.breakeven.crossings)


def test_own_machines_have_a_curve_with_their_price_in_it() -> None:
    found = be.cross(
        "hosted:deepinfra/gpt-oss-20b",
        "self:gpt-oss-20b@H100x8,purchase=owned",
        input_tokens=1155.0,
        output_tokens=211.0,
        as_of="2026-11-24",
    )
    said = " ".join(found.lines["self:gpt-oss-20b@H100x8,purchase=owned"])
    assert "server of 8" in said
