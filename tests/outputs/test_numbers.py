import doctest

from hypothesis import given
from hypothesis import strategies as st

from breakeven.outputs import numbers

ANY = st.floats(allow_nan=True, allow_infinity=True)


def test_examples() -> None:
    assert doctest.testmod(numbers).failed == 0


@given(ANY)
def test_every_float_has_a_text(value: float) -> None:
    for say in (numbers.usd, numbers.count, numbers.plain, numbers.percent, numbers.volume):
        assert say(value)


@given(st.floats(min_value=1e-9, max_value=1e9))
def test_money_is_within_half_a_percent(value: float) -> None:
    said = float(numbers.usd(value).replace("$", "").replace(",", ""))
    assert abs(said - value) <= max(0.0051 * value, 0.0)


def test_rounding_up_to_the_next_power_keeps_three_digits() -> None:
    assert numbers.usd(0.99996) == "$1.00"
    assert numbers.usd(99.999) == "$100"
    assert numbers.volume(999_900) == "1M"
