"""Cost curves by hand."""

import numpy as np
import pytest

from breakeven.economics.curve import CostCurve


def test_a_line_and_a_staircase_add_up() -> None:
    curve = CostCurve(fixed=10.0, per_request=0.5, step_usd=100.0, step_requests=1_000.0)
    assert float(curve.cost(1_500.0)) == 10 + 750 + 200
    assert float(curve.cost(0.0)) == 10.0


def test_no_steps_are_no_steps() -> None:
    line = CostCurve(per_request=0.01)
    assert float(line.cost(1e9)) == pytest.approx(1e7)
    assert line.jumps(0.0, 1e9).size == 0
    assert float(line.slope) == 0.01


def test_a_minimum_is_paid_from_the_first_request() -> None:
    pair = CostCurve(step_usd=50.0, step_requests=100.0, minimum_steps=2.0)
    assert [float(pair.cost(v)) for v in (1.0, 200.0, 201.0)] == [100.0, 100.0, 150.0]
    assert list(pair.jumps(0.0, 350.0)) == [200.0, 300.0, 400.0]


def test_arrays_and_floats_pass_through_the_same_formula() -> None:
    many = CostCurve(
        fixed=np.array([0.0, 5.0]),
        per_request=np.array([0.1, 0.0]),
        step_usd=np.array([0.0, 70.0]),
        step_requests=np.array([np.inf, 30.0]),
    )
    both = np.asarray(many.cost(95.0))
    assert list(both) == [float(many.pick(i).cost(95.0)) for i in range(2)]


@pytest.mark.parametrize("factor", [2.0, 7.0])
def test_cost_is_homogeneous_in_prices(factor: float) -> None:
    curve = CostCurve(fixed=3.0, per_request=0.2, step_usd=9.0, step_requests=11.0)
    dearer = CostCurve(
        fixed=3.0 * factor, per_request=0.2 * factor, step_usd=9.0 * factor, step_requests=11.0
    )
    volumes = np.linspace(0.5, 300.0, 600)
    assert np.allclose(dearer.cost(volumes), factor * np.asarray(curve.cost(volumes)))
    assert np.all(np.diff(np.asarray(curve.cost(volumes))) > 0)
