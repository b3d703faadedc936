from typing import Any

import pytest

from breakeven.domain.tasks import Tasks
from breakeven.economics.bill import BillLine
from breakeven.economics.decision import Option, Quality
from breakeven.economics.market import Market, Question
from breakeven.economics.task_cost import TaskCost
from breakeven.economics.task_costs import Attempt, attempt_of, task_costs
from tests.economics.tasks_world import FACTS, evaluation, market, question, score


def attempt(name: str, **more: Any) -> Attempt:
    defaults: dict[str, Any] = dict.fromkeys(
        ("input_usd", "output_usd", "work_usd", "fixed_usd", "spread"), 0.0
    )
    return Attempt(**{**defaults, "id": name, "model": name, "precision": "", **more})


def cost(asked: Question, one: Attempt, known: Market | None = None) -> TaskCost:
    return task_costs(known or market(), asked, [one])[one.id]


def line(name: str, usd: float) -> BillLine:
    return BillLine(name=name, usd_per_month=usd, source="s")


def option(*lines: BillLine, usd: float | None, **more: Any) -> Option:
    said = Quality(benchmark="", score=None, reference_score=None)
    return Option(
        id="o",
        kind="rented",
        model="m",
        provider="p",
        usd_per_month=usd,
        lines=lines,
        quality=said,
        **more,
    )


def test_a_bill_in_the_parts_that_change_with_tokens() -> None:
    lines = (
        line("input tokens", 30),
        line("cached input tokens", 10),
        line("output tokens", 20),
        line("GPU hours in use", 50),
        line("idle GPU hours", 40),
        line("people", 100),
    )
    found = attempt_of(option(*lines, usd=250), precision="fp8", requests_per_month=100)
    assert found is not None
    parts = (found.input_usd, found.output_usd, found.work_usd, found.fixed_usd)
    assert parts == (0.4, 0.2, 0.9, pytest.approx(1.0))
    assert found.spread == 0
    assert attempt_of(option(usd=None), precision="", requests_per_month=1) is None
    banded = option(usd=100, usd_per_month_p05=50.0, usd_per_month_p95=200.0)
    sure = attempt_of(banded, precision="", requests_per_month=1)
    assert sure is not None
    assert sure.spread == pytest.approx(0.4214, abs=1e-4)


def test_by_hand_with_a_retry_and_a_person() -> None:
    """1.2 attempts at 0.10; 0.2 x 0.6 of the tasks fail twice and cost 2 $ each."""
    tasks = Tasks(retries=1, retry_correlation=0.5, failure_usd=2.0)
    one = attempt("mini", output_usd=0.1)
    found = cost(question(tasks, evaluation("mini", 0.8)), one)
    assert found.value == pytest.approx((1.2 * 0.1 + 0.12 * 2) / 0.88)
    assert found.ends_well == pytest.approx(0.88)
    assert found.success_share == 0.8
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high
    over = Tasks(retries=1, retry_correlation=0.5, failure_usd=2.0, handed_over=True)
    finished = cost(question(over, evaluation("mini", 0.8)), one)
    assert finished.value == pytest.approx(1.2 * 0.1 + 0.12 * 2)
    assert finished.ends_well == 1.0


def test_the_cheaper_token_is_not_the_cheaper_task() -> None:
    """Half the price, but 2.5 times the output and fewer successes."""
    own = (
        evaluation("mini", 0.9, input_tokens_mean=100, output_tokens_mean=100),
        evaluation("open-8b", 0.6, input_tokens_mean=100, output_tokens_mean=250),
    )
    asked = question(Tasks(), *own)
    found = task_costs(
        market(), asked, [attempt("mini", output_usd=0.2), attempt("open-8b", output_usd=0.1)]
    )
    assert found["mini"].value == pytest.approx(0.2 / 0.9)
    assert found["open-8b"].value == pytest.approx(0.25 / 0.6)
    assert "tokens of your own evaluation" in found["open-8b"].source


def test_a_fleet_grows_between_its_input_and_its_output() -> None:
    own = (
        evaluation("mini", 0.9, input_tokens_mean=100, output_tokens_mean=100),
        evaluation("open-8b", 1.0, input_tokens_mean=100, output_tokens_mean=300),
    )
    one = attempt("open-8b", work_usd=1.0, fixed_usd=0.5)
    found = cost(question(Tasks(), *own), one)
    assert found.value == pytest.approx(2.5)
    assert found.low is not None
    assert found.high is not None
    assert 1.5 <= found.low < 2.0 < 3.0 < found.high <= 3.6


def test_published_facts_where_nothing_was_evaluated() -> None:
    known = market(tokens=FACTS)
    found = cost(
        question(Tasks(kind="code", text="english")), attempt("open-8b", output_usd=1), known
    )
    assert found.value == pytest.approx(1.1 / 0.6)
    assert "not your tasks" in found.source


def test_counted_with_another_model_than_the_reference() -> None:
    known = market(tokens=FACTS)
    asked = question(Tasks(counted_with="open-8b"), evaluation("open-8b", 0.5))
    assert cost(asked, attempt("open-8b", output_usd=1), known).value == pytest.approx(2.0)


@pytest.mark.parametrize("precision", ["int4", "fp8", "int2"])
def test_fewer_bits_cost_successes_or_are_not_priced(precision: str) -> None:
    asked = question(Tasks(kind="long-context"), evaluation("open-8b", 0.8))
    found = cost(asked, attempt("open-8b", output_usd=1, precision=precision))
    if precision == "int2":
        assert (found.value, found.source) == (
            None,
            "no measurement says what int2 does to open-8b",
        )
        return
    assert found.value is not None
    assert found.high is not None
    fat = found.high / found.value
    assert fat > 1.5 if precision == "int4" else fat < 1.15


def test_unequal_models_are_not_compared() -> None:
    known = market(quality={"mini": score("mini", 62)})
    found = cost(question(Tasks(), evaluation("mini", 0.9)), attempt("open-8b"), known)
    assert found.to_dict()["value"] is None
    assert "no evaluation and no score" in found.source


def test_a_model_that_never_succeeded_has_no_price_and_a_range() -> None:
    found = cost(question(Tasks(), evaluation("mini", 0.0, 20)), attempt("mini", output_usd=1))
    assert found.value is None
    assert found.low is not None
    assert found.high is None


def test_the_same_question_has_the_same_answer() -> None:
    asked = question(Tasks(retries=2), evaluation("mini", 0.8))
    assert cost(asked, attempt("mini", output_usd=1)) == cost(asked, attempt("mini", output_usd=1))
