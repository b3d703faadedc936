from math import fsum

import pytest

from breakeven.domain.stored_decision import StoredAssumption, StoredRegion
from breakeven.studies.attribution import PRICES, VOLUME
from breakeven.studies.difference import SWITCH, Range, difference
from tests.studies.stored import API, HOSTED, decision, machine, option

OLD = decision(option(API, input_tokens=10.0), option(HOSTED, input_tokens=12.0))


def causes(then: object, now: object) -> dict[str, float]:
    found = difference(then, now)  # type: ignore[arg-type]
    assert found.change is not None
    assert fsum(e.change for e in found.causes) == pytest.approx(found.change)
    return {e.name: round(e.change, 6) for e in found.causes}


def test_the_same_twice() -> None:
    found = difference(OLD, OLD)
    assert (found.flipped, found.change, found.causes) == ((), 0.0, ())
    assert (found.question, found.facts, found.assumptions, found.ranges) == ((), (), (), ())
    assert (found.appeared, found.disappeared) == ({}, {})


def test_a_flip_is_the_old_ones_change_and_the_switch() -> None:
    """The API's $10 double with the volume and rise to $22; the host's $20 save $2."""
    now = decision(option(API, input_tokens=22.0), option(HOSTED, input_tokens=20.0), volume=200.0)
    assert causes(OLD, now) == {VOLUME: 10.0, PRICES: 2.0, SWITCH: -2.0}
    assert difference(OLD, now).flipped == ("kind", "model", "provider")


def test_where_the_old_one_is_gone_the_switch_is_at_the_bills_of_then() -> None:
    now = decision(option(API, excuse="price-stale"), option(HOSTED, input_tokens=15.0))
    assert causes(OLD, now) == {PRICES: 3.0, SWITCH: 2.0}
    gone = difference(OLD, now).disappeared
    assert [one.excuse.reason for one in gone.values() if one.excuse] == ["price-stale"]


def test_without_anything_in_common_all_is_the_switch() -> None:
    now = decision(option("api:mistral/small", input_tokens=7.0))
    assert causes(OLD, now) == {SWITCH: -3.0}
    assert [p.placed.option.id for p in difference(OLD, now).appeared.values()] == [
        "api:mistral/small"
    ]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        (machine(count=4), ()),
        (machine().replace("fp8", "int4"), ()),
        (machine().replace(",machine=1", ",region=eu,machine=8"), ()),
        (machine(gpu="L4"), ("accelerator",)),
        (machine(provider="aws"), ("provider",)),
        (machine(purchase="reserved-1y"), ("purchase",)),
        (HOSTED, ("kind", "accelerator", "provider", "purchase")),
    ],
)
def test_what_is_a_flip(name: str, parts: tuple[str, ...]) -> None:
    then = decision(option(machine(), people=5.0))
    assert difference(then, decision(option(name, people=5.0))).flipped == parts


def test_nothing_feasible_on_one_side_is_a_flip_and_on_both_none() -> None:
    nothing = decision(option(API, excuse="licence"))
    assert difference(OLD, nothing).flipped
    assert difference(nothing, OLD).flipped
    assert not difference(nothing, nothing).flipped
    assert difference(OLD, nothing).change is None


def test_an_excuse_of_a_model_on_an_accelerator_holds_for_all_who_rent_it_out() -> None:
    then = decision(option(machine(), people=5.0), option(API, calls=9.0))
    rejected = option("self:llama-3.1-8b@H100-SXMx1,precision=fp8", excuse="misses-latency-target")
    (gone,) = difference(then, decision(rejected, option(API, calls=9.0))).disappeared.values()
    assert gone.excuse is not None
    assert gone.excuse.reason == "misses-latency-target"


def test_question_facts_and_assumptions() -> None:
    def made(price: float, **asked: object) -> object:
        one = StoredAssumption(id="engineer", value=price)
        return decision(
            option(API, calls=1.0), asked=asked, assumptions=(one,), facts={"genai-prices": "1"}
        )

    found = difference(
        made(150.0, a=1.0, only_then=2.0),  # type: ignore[arg-type]
        made(180.0, a=2.0, only_now=2.0),  # type: ignore[arg-type]
    )
    assert [(s.name, s.before, s.after) for s in found.question] == [("a", 1.0, 2.0)]
    assert [(s.before, s.after) for s in found.assumptions] == [(150.0, 180.0)]
    assert found.facts == ()
    lone = difference(OLD, made(150.0))  # type: ignore[arg-type]
    assert [(s.before, s.after) for s in lone.assumptions] == [(None, 150.0)]


def test_ranges_that_moved() -> None:
    def made(*edges: tuple[float, str]) -> object:
        ends = [*(low for low, _ in edges[1:]), None]
        found = tuple(
            StoredRegion(from_requests_per_day=low, to_requests_per_day=high, cheapest=name)
            for (low, name), high in zip(edges, ends, strict=True)
        )
        return decision(option(API, calls=1.0), option(HOSTED, calls=2.0), regions=found)

    then = made((1.0, API), (50.0, HOSTED), (60.0, API), (70.0, HOSTED))
    now = made((9.0, API), (80.0, HOSTED))
    moved = {r.id: (r.before, r.after) for r in difference(then, now).ranges}  # type: ignore[arg-type]
    assert moved == {
        API: (Range(low=None, high=70.0), Range(low=None, high=80.0)),
        HOSTED: (Range(low=50.0, high=None), Range(low=80.0, high=None)),
    }
    assert difference(then, then).ranges == ()  # type: ignore[arg-type]
    assert difference(then, OLD).ranges == ()  # type: ignore[arg-type]
