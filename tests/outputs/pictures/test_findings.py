"""What each picture says, on a decision whose numbers are known."""

import json

from breakeven.outputs.pictures import pictures
from tests.outputs.ahead import make_ahead
from tests.outputs.handmade import copy_of, make_decision

ALT = {p.id: p.alt for p in pictures(make_ahead())}
SPEC = {p.id: json.dumps(p.spec, ensure_ascii=False) for p in pictures(make_ahead())}


def test_regions_name_the_cheapest_at_the_volume_asked_about() -> None:
    assert (
        "At 100,000 requests a day the cheapest offer is llama-3.1-8b hosted by groq"
        in (ALT["regions"])
    )
    assert "on 1 x H100-SXM, fp8, lambda, spot" in ALT["regions"]
    assert "yours: 100,000 a day" in SPEC["regions"]


def test_the_ranking_has_costs_bands_and_probabilities() -> None:
    assert "llama-3.1-8b hosted by groq at $130 a month" in ALT["ranking"]
    assert "between $101 and $170" in ALT["ranking"]
    assert "$130 · best in 92 %" in SPEC["ranking"]


def test_without_samples_no_band_is_told() -> None:
    bare = make_decision()
    options = tuple(
        copy_of(o, p_best=None, usd_per_month_p05=None, usd_per_month_p95=None)  # type: ignore[arg-type]
        for o in bare.options
    )
    (alt,) = (
        p.alt for p in pictures(copy_of(bare, samples=0, options=options)) if p.id == "ranking"
    )
    assert "samples" not in alt


def test_costs_count_the_flips() -> None:
    assert "between $130 (llama-3.1-8b hosted by groq)" in ALT["costs"]
    assert "the cheapest offer changes 1 time" in ALT["costs"]


def test_the_tornado_marks_what_flips() -> None:
    assert (
        "busiest minute over its hour flips it to llama-3.1-8b hosted by groq at 1.8"
        in (ALT["tornado"])
    )
    assert "1.1 to 2, flips at 1.8" in SPEC["tornado"]


def test_information_leaves_out_what_is_worth_nothing() -> None:
    assert "is worth $60.00: in 25 % of cases" in ALT["information"]
    assert "growth of the traffic" not in SPEC["information"]


def test_cash_adds_up_and_marks_the_payback() -> None:
    assert "on 1 x H100-SXM, fp8, lambda, spot $1,250" in ALT["cash"]
    assert "pays back in 7.5 months against llama-3.1-8b hosted by groq" in ALT["cash"]
    assert '"month": 12, "usd": 1250.0' in SPEC["cash"]


def test_load_shows_the_replicas_of_the_best_fleet() -> None:
    # 100,000 a day x 2.1 x 1.4 / 86,400 s; two replicas of 2.4 M a day each.
    assert "3.4 requests per second in the busiest minute" in ALT["load"]
    assert "2 replicas, 4 % used" in ALT["load"]
