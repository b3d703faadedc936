"""Small models on shared machines: memory and time by hand, and a plan that proposes it."""

from typing import Any

import numpy as np
import pytest

from breakeven.domain.rules import Rules
from breakeven.studies.portfolio.choices import choices
from breakeven.studies.portfolio.packing import Small, busy, packings
from breakeven.studies.portfolio.problem import TOKENS, machines
from tests.studies.portfolio.world import demanded


def small(**changes: Any) -> Small:
    plain: dict[str, Any] = {
        "option": 0,
        "pool": 0,
        "workloads": ("a",),
        "load": np.array([0.1, 0.2]),
        "needed": np.ones(2),
        "held_gib": 20.0,
        "cache_gib": 52.0,
        "least_gib": 1.0,
        "usable_gib": 72.0,
    }
    return Small(**(plain | changes))


def test_two_alike_halve_the_cache_that_is_left() -> None:
    """Of 72 GiB two times 20 are held; 16 GiB of cache each, of 52: 3.25 times the load of each."""
    assert busy([small(load=np.array([0.1, 0.05]))] * 2, 0.7) == pytest.approx(2 * 0.1 * 52 / 16)


def test_what_does_not_fit_is_not_packed() -> None:
    assert busy([small()] * 2, 0.7) is None  # 1.3 machines
    assert busy([small(held_gib=40.0)] * 2, 9.0) is None
    assert busy([small(least_gib=17.0)] * 2, 9.0) is None
    assert busy([small(), small(pool=1)], 9.0) is None


def test_peaks_that_do_not_coincide_fit_where_others_do_not() -> None:
    day, night = small(load=np.array([0.1, 0.01])), small(load=np.array([0.01, 0.1]))
    assert busy([day, day], 0.5) is None
    assert busy([day, night], 0.5) is not None


def test_a_plan_of_two_idle_fleets_proposes_one_machine() -> None:
    home = Rules(data_stays="own-machines")
    asked = [demanded(n, requests_per_day=2_000.0, rules=home) for n in ("a", "b")]
    found = choices(asked)
    problem = found.problem
    share = np.zeros(problem.usd.shape)
    able = np.isfinite(problem.usd).all(axis=0) & (problem.pool != TOKENS)
    pools = [p for p in np.unique(problem.pool[able]) if (able & (problem.pool == p)).sum() > 1]
    assert pools
    proposed = []
    for pool in pools:
        first, second = np.flatnonzero(able & (problem.pool == pool))[:2]
        share[:] = 0.0
        share[0, first] = share[1, second] = 1.0
        needs = machines(problem, share)
        for one in packings(asked, found, share, needs):
            assert set(one.workloads) == {"a", "b"}
            assert one.held_gib < one.usable_gib
            assert 0.0 < one.busy_at_peak <= 0.7
            usd = min(problem.committed_usd[pool], problem.hourly_usd[pool])
            assert one.saved_usd_per_month == pytest.approx(usd, rel=1e-6)
            proposed.append(one)
    assert proposed
