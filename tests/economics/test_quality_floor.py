from dataclasses import replace

import pytest

from breakeven.domain.rules import Rules
from breakeven.domain.tasks import Tasks
from breakeven.economics.candidates import candidates
from breakeven.economics.quality_floor import own_verdict, own_verdict_at, precision_excuse
from tests.economics.tasks_world import OPEN, evaluation, market, model, question, score

FLOOR = Tasks(min_success=0.8)


def test_ones_own_floor_goes_before_published_scores() -> None:
    poor = market(quality={"mini": score("mini", 62), "open-8b": score("open-8b", 20)})
    good = evaluation("open-8b", 0.85)
    by_id = {c.model.id: c for c in candidates(poor, question(FLOOR, good))}
    assert by_id["open-8b"].excuse is None
    assert "85.0% of attempts succeed" in by_id["open-8b"].quality.note
    without = {c.model.id: c for c in candidates(poor, question(FLOOR))}
    assert without["open-8b"].excuse is not None


def test_below_ones_own_floor_whatever_the_score() -> None:
    bad = evaluation("open-8b", 0.7)
    named = question(FLOOR, bad, named_models=("open-8b", "mini"))
    by_id = {c.model.id: c for c in candidates(market(), named)}
    excuse = by_id["open-8b"].excuse
    assert excuse is not None
    assert excuse.reason == "below-quality-floor"
    assert "below your floor of 80%" in excuse.detail
    assert by_id["mini"].excuse is None


def test_a_model_outside_the_evaluation_is_judged_by_its_score() -> None:
    asked = question(FLOOR, evaluation("mini", 0.9))
    assert not own_verdict(OPEN, market(), asked).judged


def test_fewer_bits_lower_ones_own_share() -> None:
    asked = question(FLOOR, evaluation("open-8b", 0.81))
    assert own_verdict_at(OPEN, "", market(), asked).excuse is None
    assert precision_excuse(OPEN, "fp8", market(), asked) is None
    four = precision_excuse(OPEN, "int4", market(), asked)
    assert four is not None
    assert "79.0%" in four.detail
    unmeasured = precision_excuse(OPEN, "int2", market(), asked)
    assert unmeasured is not None
    assert unmeasured.reason == "quality-unknown"


def test_a_failure_in_four_bits_is_of_four_bits() -> None:
    asked = question(FLOOR, evaluation("open-8b", 0.5, precision="int4"))
    assert own_verdict(OPEN, market(), asked).excuse is None
    assert precision_excuse(OPEN, "bf16", market(), asked) is None
    assert precision_excuse(OPEN, "int4", market(), asked) is not None


def test_a_success_in_four_bits_lets_the_other_weights_stand_on_their_scores() -> None:
    poor = market(quality={"mini": score("mini", 62), "open-8b": score("open-8b", 20)})
    asked = question(FLOOR, evaluation("open-8b", 0.9, precision="int4"))
    assert own_verdict(OPEN, poor, asked).judged
    assert precision_excuse(OPEN, "int4", poor, asked) is None
    full = precision_excuse(OPEN, "bf16", poor, asked)
    assert full is not None
    assert full.reason == "below-quality-floor"


@pytest.mark.parametrize(
    ("kind", "precision", "passes"),
    [("general", "fp8", True), ("general", "int4", False), ("long-context", "bf16", True)],
)
def test_published_scores_count_less_in_fewer_bits(kind: str, precision: str, passes: bool) -> None:
    """60 against a floor of 62 - 3; in four bits 60 x 0.975 = 58.5."""
    asked = question(Tasks(kind=kind, retries=1))  # type: ignore[arg-type]
    assert (precision_excuse(OPEN, precision, market(), asked) is None) is passes


def test_nothing_is_refused_where_no_tasks_were_described() -> None:
    assert precision_excuse(OPEN, "int2", market(), question(Tasks())) is None


def test_a_named_model_is_held_to_a_stated_floor_alone() -> None:
    asked = question(Tasks(retries=1), named_models=("open-8b",))
    assert precision_excuse(OPEN, "int4", market(), asked) is None
    stated = replace(asked, rules=Rules(min_quality=59))
    assert precision_excuse(OPEN, "int4", market(), stated) is not None


def test_the_reference_model_itself_in_fewer_bits() -> None:
    large = model("ref-70b", parameters_billion=70.0)
    known = market(quality={"ref-70b": score("ref-70b", 70)})
    asked = question(Tasks(retries=1), reference_model="ref-70b")
    assert precision_excuse(large, "", known, asked) is None
    assert precision_excuse(large, "int4", known, asked) is None
    assert precision_excuse(large, "int2", known, asked) is not None
