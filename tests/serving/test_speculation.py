"""Tokens that a step yields where some were drafted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.serving.speculation import NO_SPECULATION, Speculation


def test_without_a_draft_a_step_is_a_token() -> None:
    assert (NO_SPECULATION.step_tokens, NO_SPECULATION.step_yield) == (1.0, 1.0)


def test_the_published_formula_holds() -> None:
    found = Speculation(draft_tokens=4, acceptance=0.8)
    assert found.step_yield == pytest.approx((1 - 0.8**5) / (1 - 0.8))
    assert found.step_tokens == 5.0


@given(drafts=st.integers(0, 12), acceptance=st.floats(0.0, 0.99))
def test_more_drafts_and_better_ones_never_yield_less(drafts: int, acceptance: float) -> None:
    some = Speculation(draft_tokens=drafts, acceptance=acceptance)
    more = Speculation(draft_tokens=drafts + 1, acceptance=acceptance)
    worse = Speculation(draft_tokens=drafts, acceptance=acceptance / 2)
    assert 1.0 <= worse.step_yield <= some.step_yield <= more.step_yield <= more.step_tokens
