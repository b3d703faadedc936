import doctest

import pytest

from breakeven.cli import options
from breakeven.domain.errors import InputError


def test_examples() -> None:
    assert doctest.testmod(options).failed == 0


@pytest.mark.parametrize("said", ["time", "time=", "=x", "time=a,", "", "time=a,time=b"])
def test_a_map_that_cannot_be_read(said: str) -> None:
    with pytest.raises(InputError) as caught:
        options.columns_of(said)
    assert caught.value.where == "--map"


def test_no_map() -> None:
    assert options.columns_of(None) is None


def test_a_dash_is_stdin() -> None:
    assert options.paths_of(["a", options.STDIN]) == ("a", "-")


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_shares(value: float) -> None:
    with pytest.raises(ValueError, match="0 to 1"):
        options.share(None, value)


def test_limits_let_good_values_pass() -> None:
    options.share(None, 0.0)
    options.share(None, 1.0)
    options.positive(None, 1e-9)
    options.at_least_zero(None, 0)
