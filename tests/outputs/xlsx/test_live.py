"""Numbers that know their formulas: both sides of an operation agree."""

import math

from hypothesis import given
from hypothesis import strategies as st

from breakeven.outputs.xlsx.live import Live, least, live, most, rounded_down, rounded_up, total

NUMBERS = st.floats(min_value=0.25, max_value=100.0)


def value_of(formula: str) -> float:
    """Return what a formula of numbers comes to."""
    names = {"MAX": max, "MIN": min, "ROUNDUP": lambda x, _: math.ceil(x), "INT": math.floor}
    return float(eval(formula.replace("^", "**"), {"__builtins__": {}}, names))


@given(a=NUMBERS, b=NUMBERS, c=NUMBERS)
def test_a_formula_says_what_its_value_is(a: float, b: float, c: float) -> None:
    x, y, z = (live(v) for v in (a, b, c))
    for made in (
        x - (y - z),
        x / (y / z),
        x / (y * z) - 1.0,
        (x + y) * (z - 2.0) / 3.0,
        1.0 - x * y,
        (1.0 + x / 100.0) ** (y / 50.0),
        -x + z,
        total((x, y, z)),
        most(x, y, 1.0) + least(y, z),
        rounded_up(x + y) * rounded_down(z),
    ):
        assert math.isclose(value_of(made.formula), made.value, rel_tol=1e-12, abs_tol=1e-12)


def test_nothing_and_one_leave_no_trace() -> None:
    price = Live(2.0, "price")
    assert (price * 1.0).formula == "price"
    assert (price + 0.0).formula == "price"
    assert (price * 0.0).formula == "0"
    assert (0.0 + price).formula == "price"


def test_what_is_exactly_a_whole_number_of_machines_needs_no_more() -> None:
    assert rounded_up(live(0.1 + 0.2) * 10.0).value == 3.0
