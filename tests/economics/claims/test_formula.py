from math import inf

import numpy as np
import pytest

from breakeven.domain.claim_terms import TERMS
from breakeven.economics.claims.derivation import ASSUMED, FORMULAS
from breakeven.economics.claims.formula import Formula


def test_what_is_shown_is_what_is_computed() -> None:
    formula = Formula(output="x", text="(a + b) / c - max(a, 2) * ceil(b)", why="")
    assert formula.inputs == ("a", "b", "c")
    assert formula(a=1.0, b=1.5, c=2.0) == pytest.approx(1.25 - 4.0)


def test_what_gains_nothing_never_pays() -> None:
    formula = Formula(output="x", text="a / (b - c)", why="")
    assert formula(a=1.0, b=1.0, c=1.0) == inf
    assert formula(a=1.0, b=1.0, c=2.0) == inf
    assert np.array_equal(
        np.asarray(formula(a=np.array([1.0, 1.0]), b=np.array([2.0, 0.5]), c=1.0)), [1.0, inf]
    )


def test_only_arithmetic_is_read() -> None:
    with pytest.raises(ValueError, match="no Attribute"):
        Formula(output="x", text="a.real", why="")(a=1.0)


@pytest.mark.parametrize("formula", [*FORMULAS, *ASSUMED], ids=lambda f: f"{f.output}={f.text}")
def test_every_name_is_a_term(formula: Formula) -> None:
    assert {formula.output, *formula.inputs} <= TERMS.keys()


def test_every_result_has_a_formula() -> None:
    outputs = {f.output for f in FORMULAS}
    assert {n for n, t in TERMS.items() if t.result} <= outputs


def test_every_input_is_of_use() -> None:
    used = {n for f in (*FORMULAS, *ASSUMED) for n in f.inputs}
    told = {"spare_machines", "concurrency", "peak_over_mean", "cold_start_minutes"}
    told |= {"price_decline_per_year"}
    assert {n for n, t in TERMS.items() if not t.result} - used == told - used
    assert not told & used
