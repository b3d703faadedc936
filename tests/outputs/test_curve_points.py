import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.economics.curve import CostCurve
from breakeven.outputs.curve_points import cheapest_changes, points, visible_jumps
from breakeven.outputs.region_bar import Window

WINDOW = Window(1e3, 1e7)
BOX = CostCurve(step_usd=200.0, step_requests=50_000.0, minimum_steps=1.0)


def test_jumps_have_both_ends() -> None:
    drawn = dict(points(BOX, WINDOW).tolist())
    assert drawn[50_000.0] == 200.0
    assert drawn[float(np.nextafter(50_000.0, np.inf))] == 400.0


@given(
    st.floats(1e-4, 1.0),
    st.floats(1.0, 1e5),
    st.floats(10.0, 1e9),
    st.integers(0, 5),
)
def test_few_rising_points_all_on_the_curve(
    per_request: float, step_usd: float, step_requests: float, minimum: int
) -> None:
    curve = CostCurve(
        per_request=per_request,
        step_usd=step_usd,
        step_requests=step_requests,
        minimum_steps=float(minimum),
    )
    drawn = points(curve, WINDOW).tolist()
    assert len(drawn) <= 250
    volumes, costs = zip(*drawn, strict=True)
    assert (np.diff(volumes) > 0).all()
    assert (np.diff(costs) >= -1e-9 * np.array(costs[1:])).all()
    assert costs == pytest.approx([float(curve.cost(v)) for v in volumes])


def test_a_line_has_no_jumps() -> None:
    assert visible_jumps(CostCurve(per_request=1.0), WINDOW).size == 0


def test_changes_of_the_cheapest() -> None:
    changes = cheapest_changes({"api": CostCurve(per_request=0.005), "box": BOX}, Window(1e3, 1e5))
    assert [(round(v), b, a) for v, _, b, a in changes] == [
        (40_000, "api", "box"),
        (50_000, "box", "api"),
        (80_000, "api", "box"),
    ]
