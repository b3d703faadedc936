"""Shared bills: what Shapley's axioms ask, and a case by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.studies.portfolio import allocation
from breakeven.studies.portfolio.allocation import allocated
from breakeven.studies.portfolio.problem import Problem, bill, whole_shares


def problem(sizes: list[float]) -> Problem:
    """Machines at $100 for whoever shares them, in one hour."""
    return Problem(
        usd=np.zeros((len(sizes), 1)),
        size=np.array(sizes)[:, None],
        shape=np.ones((len(sizes), 1)),
        weight=np.ones(1),
        pool=np.array([0]),
        fixed_usd=np.zeros(1),
        minimum=np.ones(1),
        committed_usd=np.array([100.0]),
        hourly_usd=np.array([np.inf]),
        divisible=np.zeros(len(sizes), bool),
        together=np.zeros(1, bool),
    )


def test_by_hand() -> None:
    """Alone 1, 1 and 2 machines; any two or three of them together 2: the small ones pay less."""
    asked = problem([0.4, 0.4, 1.2])
    share = whole_shares(asked, np.zeros(3, int))
    pays = allocated(asked, share, np.array([100.0, 100.0, 200.0]), how="shapley")
    # Orders of 1, 2, 3: usd(12) = 100, usd(13) = usd(23) = usd(123) = 200.
    assert pays == pytest.approx([100 / 3, 100 / 3, 400 / 3])
    by_time = allocated(asked, share, np.full(3, 1e9), how="proportional")
    assert by_time == pytest.approx([40.0, 40.0, 120.0])


@settings(max_examples=20)
@given(sizes=st.lists(st.floats(0.05, 3.0), min_size=1, max_size=6))
def test_it_adds_up_and_equals_are_treated_alike(sizes: list[float]) -> None:
    asked = problem([*sizes, sizes[0]])
    share = whole_shares(asked, np.zeros(len(sizes) + 1, int))
    alone = 100.0 * np.ceil([*sizes, sizes[0]])
    pays = allocated(asked, share, alone, how="shapley")
    assert pays.sum() == pytest.approx(bill(asked, share))
    assert pays[0] == pytest.approx(pays[-1])
    assert (pays <= alone * (1 + 1e-9)).all()


def test_drawn_orders_come_near_the_exact_split(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = problem([0.3, 0.7, 1.1, 0.2, 0.6])
    share = whole_shares(asked, np.zeros(5, int))
    alone = np.array([100.0, 100.0, 200.0, 100.0, 100.0])
    exact = allocated(asked, share, alone, how="shapley")
    monkeypatch.setattr(allocation, "EXACT", 1)
    assert allocated(asked, share, alone, how="shapley") == pytest.approx(exact, rel=0.15)
