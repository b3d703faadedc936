"""The value of information against normal theory, nested Monte Carlo and its own bounds."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from breakeven.domain.numbers import Array
from breakeven.studies.information import Information, Worth, information
from breakeven.studies.sampling import sample, unit_cube
from breakeven.studies.unknown import Unknown

SAMPLES = 8192
Bills = Callable[[Array], Array]


@cache
def cube(samples: int = SAMPLES, seed: int = 11) -> Array:
    return unit_cube(samples, seed=seed)


def standard(name: str, place: int) -> Unknown:
    end = norm.ppf(0.95)
    return Unknown(id=name, low=-end, central=0.0, high=end, shape="normal", place=place)


def study(
    bills: Bills,
    unknowns: Sequence[Unknown],
    *,
    error_left: float = 0.0,
    samples: int = SAMPLES,
    seed: int = 11,
) -> tuple[Information, dict[str, Worth]]:
    inputs = sample(unknowns, cube=cube(samples, seed), seed=seed)
    found = information(
        bills(inputs), inputs=inputs, ids=[u.id for u in unknowns], error_left=error_left, seed=seed
    )
    return found, {w.id: w for w in found.worth}


NORMALS = (standard("x", 0), standard("y", 1), standard("nothing", 2))


def line(inputs: Array) -> Array:
    """Return a sure cost of 100, and one of 100.7 that two unknowns move."""
    x, y, _ = inputs
    return np.stack([np.full_like(x, 100.0), 100.7 + 2 * x + y])


def loss(spread: float) -> float:
    """Return the expected saving of a normal difference with mean 0.7: the unit normal loss.

    Raiffa and Schlaifer (1961).
    """
    return float(spread * norm.pdf(0.7 / spread) - 0.7 * norm.cdf(-0.7 / spread))


def test_normal_differences_have_their_loss_integral() -> None:
    found, worth = study(line, NORMALS)
    assert found.chosen == 0
    assert found.evpi_usd == pytest.approx(loss(5**0.5), rel=0.01)
    assert found.p_change == pytest.approx(norm.cdf(-0.7 / 5**0.5), abs=0.005)
    assert worth["x"].usd == pytest.approx(loss(2.0), rel=0.01)
    assert worth["x"].p_change == pytest.approx(norm.cdf(-0.35), abs=0.02)
    assert worth["x"].instead == 1
    assert worth["y"].usd == pytest.approx(loss(1.0), rel=0.03)
    assert worth["nothing"] == Worth(
        id="nothing", usd=0.0, usd_error=worth["nothing"].usd_error, p_change=0.0, instead=None
    )
    assert [w.id for w in found.worth] == ["x", "y", "nothing"]


@pytest.mark.parametrize("left", [0.25, 0.5, 0.8])
def test_a_measurement_that_leaves_some_error_is_worth_less(left: float) -> None:
    _, worth = study(line, NORMALS, error_left=left)
    assert worth["x"].usd == pytest.approx(loss(2 * (1 - left**2) ** 0.5), rel=0.05)


def test_a_measurement_that_leaves_all_error_is_worth_nothing() -> None:
    _, worth = study(line, NORMALS, error_left=1.0)
    assert worth["x"].usd <= 2 * worth["x"].usd_error
    assert worth["x"].usd < 0.01


def test_the_stated_error_covers_the_truth() -> None:
    missed = []
    for seed in range(12):
        found, worth = study(line, NORMALS, samples=1024, seed=seed)
        for have, error, true in (
            (found.evpi_usd, found.evpi_usd_error, loss(5**0.5)),
            (worth["x"].usd, worth["x"].usd_error, loss(2.0)),
            (worth["y"].usd, worth["y"].usd_error, loss(1.0)),
        ):
            missed.append((have - true) / error)
    assert np.abs(missed).max() < 3
    assert np.sqrt(np.mean(np.square(missed))) < 1.2


COSTS = (
    Unknown(id="volume", low=40.0, central=100.0, high=300.0, shape="lognormal", place=0),
    Unknown(id="price cut", low=0.3, central=1.0, high=1.0, shape="jump", chance=0.4, place=1),
    Unknown(id="capacity", low=7.0, central=10.0, high=13.0, shape="normal", place=2),
    Unknown(id="people", low=20.0, central=30.0, high=90.0, shape="triangular"),
)


def bills(inputs: Array) -> Array:
    """Return an API, a dearer one that may not cut its price, and a staircase of machines."""
    volume, cut, capacity, people = inputs
    return np.stack([volume * cut, volume * 0.83, 3.0 * np.ceil(volume / capacity) + people])


def nested(place: int, outer: int = 500, inner: int = 4000) -> float:
    """Return what knowing one unknown is worth, by brute force: a fresh world for each value."""
    rng = np.random.default_rng(place)
    draws = np.stack([u.quantile(rng.random(200_000)) for u in COSTS])
    sure = bills(draws).mean(axis=1).min()
    knowing = []
    for u in (np.arange(outer) + 0.5) / outer:
        world = np.stack([c.quantile(rng.random(inner)) for c in COSTS])
        world[place] = COSTS[place].quantile(u)
        knowing.append(bills(world).mean(axis=1).min())
    return float(sure - np.mean(knowing))


def test_it_agrees_with_nested_monte_carlo() -> None:
    found, worth = study(bills, COSTS)
    true = {u.id: nested(i) for i, u in enumerate(COSTS)}
    assert sorted(true, key=lambda k: -true[k])[:2] == [w.id for w in found.worth][:2]
    for name, value in true.items():
        assert worth[name].usd == pytest.approx(max(value, 0.0), abs=0.04 * found.evpi_usd), name


def test_what_moves_no_bill_is_worth_nothing_even_where_options_tie() -> None:
    """Two options with the same mean: any noise would look like a reason to change."""

    def tied(inputs: Array) -> Array:
        x, y, _ = inputs
        return np.stack([10 + x**2 - 1, 10 + y**2 - 1, 10.0 + x * y])

    for seed in range(5):
        found, worth = study(tied, NORMALS, samples=2048, seed=seed)
        assert worth["nothing"].usd < 0.03 * found.evpi_usd
        assert worth["nothing"].usd <= 2.5 * worth["nothing"].usd_error


def world(seed: int) -> tuple[Array, Array]:
    """Return the totals and inputs of five options that depend on three unknowns at random."""
    rng = np.random.default_rng(seed)
    inputs = rng.random((3, 512))
    weights, powers = rng.normal(0, 1, (5, 3)), rng.uniform(0.5, 3, (5, 3))
    noise = rng.normal(0, rng.uniform(0, 0.5), (5, 512))
    terms = weights[:, :, None] * inputs ** powers[:, :, None]
    return 100 + terms.sum(axis=1) + noise, inputs


def asked(totals: Array, inputs: Array, error_left: float = 0.0) -> Information:
    return information(totals, inputs=inputs, ids="abc", error_left=error_left, seed=3)


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.5]))
def test_no_knowledge_is_worth_less_than_nothing_or_more_than_all(seed: int, left: float) -> None:
    found = asked(*world(seed), error_left=left)
    assert found.evpi_usd >= 0
    for worth in found.worth:
        assert 0 <= worth.usd <= found.evpi_usd
        assert 0 <= worth.p_change <= 1
        assert (worth.usd == 0) == (worth.instead is None)
    assert found == asked(*world(seed), error_left=left)


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.sampled_from([0.25, 4.0, 1024.0]))
def test_it_scales_with_the_money(seed: int, factor: float) -> None:
    totals, inputs = world(seed)
    one, other = asked(totals, inputs), asked(totals * factor, inputs)
    assert other.evpi_usd == pytest.approx(factor * one.evpi_usd)
    assert [w.id for w in other.worth] == [w.id for w in one.worth]
    assert [w.usd for w in other.worth] == pytest.approx([factor * w.usd for w in one.worth])


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_an_option_that_never_wins_changes_nothing(seed: int) -> None:
    totals, inputs = world(seed)
    worse = np.concatenate([totals, totals.max(axis=0)[None, :] + 1])
    assert asked(worse, inputs) == asked(totals, inputs)


def test_one_option_leaves_nothing_to_choose() -> None:
    totals, inputs = world(1)
    found = asked(totals[:1], inputs)
    assert (found.chosen, found.evpi_usd, found.p_change) == (0, 0.0, 0.0)
    assert all(w.usd == 0 for w in found.worth)


def test_an_unknown_that_does_not_vary_is_worth_nothing() -> None:
    totals, inputs = world(2)
    inputs[1] = 5.0
    assert next(w for w in asked(totals, inputs).worth if w.id == "b").usd == 0


def test_an_option_that_cannot_always_be_had_is_counted_where_it_can() -> None:
    totals, inputs = world(4)
    cheap = np.where(inputs[0] < 0.5, 0.0, np.inf)
    found = asked(np.concatenate([totals, cheap[None, :]]), inputs)
    assert found.chosen < 5
    assert found.evpi_usd > 40
    assert all(np.isfinite(w.usd) for w in found.worth)
