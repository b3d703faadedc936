from datetime import date

import numpy as np
import pytest

from breakeven.domain.tasks import Tasks
from breakeven.economics.token_ratios import TokenFacts, token_ratios, workload_on
from breakeven.inputs.catalog import load_catalog
from tests.economics.tasks_world import FACTS, MINI, OPEN, evaluation, model, question

THINKS = model("open-thinks-9b")
CLOSED_THINKS = model("mini-thinks", model_class="proprietary")


def test_input_by_the_tokenizer_and_output_by_the_class() -> None:
    found = token_ratios(OPEN, MINI, FACTS, text="english")
    assert found.input.value == pytest.approx(1.2)
    assert found.output.value == pytest.approx(1.1)


def test_models_of_one_class_differ_by_their_tokenizer_alone() -> None:
    found = token_ratios(OPEN, model("other-open"), FACTS, text="english")
    assert (found.input.value, found.output.value, found.source) == (1.0, 1.0, "no fact")
    back = token_ratios(MINI, model("openb", model_class="proprietary"), FACTS, text="english")
    assert back.input.value == back.output.value == pytest.approx(1 / 1.2)


def test_what_two_models_have_in_common_cancels_with_its_uncertainty() -> None:
    reasons = frozenset({THINKS.id})
    found = token_ratios(THINKS, CLOSED_THINKS, FACTS, text="english", reasoning=reasons)
    assert found.output.value == pytest.approx(2.4)
    drawn = found.output.samples(4000)
    assert 1.5 <= drawn.min() <= drawn.max() <= 4.0


def test_optional_reasoning_counts_where_the_score_was_reached_with_it() -> None:
    without = token_ratios(THINKS, MINI, FACTS, text="english")
    thinking = token_ratios(THINKS, MINI, FACTS, text="english", reasoning=frozenset({THINKS.id}))
    assert without.output.value == pytest.approx(1.1)
    assert thinking.output.value == pytest.approx(7.2)


def test_there_and_back_is_one() -> None:
    there, back = (
        token_ratios(a, b, FACTS, text="english") for a, b in ((OPEN, MINI), (MINI, OPEN))
    )
    assert there.output.value * back.output.value == pytest.approx(1)
    assert there.output.samples(50) * back.output.samples(50) == pytest.approx(np.ones(50))


def test_ones_own_tokens_go_before_every_fact() -> None:
    own = (
        evaluation("mini", 0.9, input_tokens_mean=1000, output_tokens_mean=100),
        evaluation("open-8b", 0.8, input_tokens_mean=1100, output_tokens_mean=250),
    )
    found = token_ratios(OPEN, MINI, FACTS, text="english", own=own)
    assert (found.input.value, found.output.value) == (1.1, 2.5)
    assert np.ptp(found.output.samples(9)) == 0
    half = token_ratios(OPEN, MINI, FACTS, text="english", own=own[1:])
    assert half.output.value == pytest.approx(1.1)


def test_the_same_model_and_no_model_leave_the_tokens() -> None:
    assert token_ratios(OPEN, OPEN, FACTS, text="english").output.value == 1
    assert token_ratios(OPEN, None, FACTS, text="english").source == "tokens as given"


def test_a_workload_on_another_model() -> None:
    work = question(Tasks()).workload
    changed = workload_on(work, token_ratios(OPEN, MINI, FACTS, text="english"))
    assert changed.input_tokens.mean == pytest.approx(1200)
    assert changed.output_tokens.mean_square == pytest.approx(110**2)


def test_shipped_facts_fit_together() -> None:
    catalog = load_catalog(as_of=date(2026, 11, 25))
    known = {t.tokenizer for t in catalog.tokenizers}
    assert {m.tokenizer for m in catalog.model_tokens} - known == {""}
    assert all(t.low <= t.ratio <= t.high for t in catalog.tokenizers)
    assert all(v.low <= v.ratio <= v.high for v in catalog.verbosity)
    scopes = {v.scope for v in catalog.verbosity}
    assert {v.relative_to for v in catalog.verbosity} <= scopes | {""}
    unused = [
        m.prefix
        for m in catalog.model_tokens
        if not any(name.startswith(m.prefix) for name in catalog.models)
    ]
    assert not unused
    facts = TokenFacts(
        tokenizers=catalog.tokenizers, models=catalog.model_tokens, verbosity=catalog.verbosity
    )
    claude = catalog.models["claude-haiku-4-5"]
    on = token_ratios(claude, catalog.models["gpt-4o-mini"], facts, text="english")
    assert on.input.value == pytest.approx(1.24)
    assert "not verified" in on.source
