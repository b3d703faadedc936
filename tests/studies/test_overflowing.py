"""The overflow in the simulator: who stays is served in time; the bill rests on what was found."""

from functools import cache

import numpy as np
import pytest

from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.hybrid_curve import HybridCurve
from breakeven.studies.hybrid import hybrids
from breakeven.studies.mixture import Mixture
from breakeven.studies.overflowing import Home, gain_of, gate_of, home_of, minutes
from tests.studies.portfolio.world import demanded

VOLUME = 8e6


@cache
def simulated() -> Mixture:
    one = demanded("a", requests_per_day=VOLUME)
    return hybrids(one.found, one.question, simulate=True)[0]


@cache
def home() -> Home:
    row = simulated().parts[0].row
    assert isinstance(row, FleetRow)
    return home_of(row, demanded("a", requests_per_day=VOLUME).question, replicas=2)


def test_the_bill_rests_on_the_share_that_was_simulated() -> None:
    hybrid = simulated()
    found = hybrid.overflow
    assert found is not None
    assert isinstance(hybrid.curve, HybridCurve)
    assert hybrid.curve.machines(VOLUME)[0] == found.machines
    assert hybrid.parts[1].share == pytest.approx(found.share, abs=1e-6)
    assert found.meets_targets
    assert 0.0 <= found.share < 1.0


def test_who_stays_gets_every_target_however_much_arrives() -> None:
    loads = (0.5, 1.0, 2.0, 4.0)
    gate, runs = gate_of(home(), loads)
    shares = [run.outside_share for run in runs]
    assert shares == sorted(shares)
    assert shares[0] < 0.05
    assert shares[-1] > 0.5
    targets = home().question.targets
    for run in runs:
        assert run.percentiles("ttft", (99.0,))[0] * 1e3 <= (targets.ttft_p99_ms or np.inf) * 1.03
        assert run.percentiles("tpot", (99.0,))[0] * 1e3 <= (targets.tpot_p99_ms or np.inf) * 1.03
    assert gate.outstanding is not None


def test_a_wider_gate_would_miss_a_target() -> None:
    from dataclasses import replace

    gate, _ = gate_of(home(), (1.0, 2.0, 4.0))
    assert gate.outstanding is not None
    wide = replace(gate, outstanding=2 * gate.outstanding, ttft_seconds=None)
    most = float(home().row.replica.combo.hardware.max_num_seqs)
    assert gate.outstanding > 0.9 * most or not home().met(home().served(4.0, wide))


@pytest.mark.parametrize("share", [0.02, 0.1, 0.4])
def test_the_gain_gives_the_share(share: float) -> None:
    curve = simulated().curve
    assert isinstance(curve, HybridCurve)
    gain = gain_of(curve, VOLUME, 3.0, share)
    assert curve.with_gain(gain).above(VOLUME, 3.0)[0] == pytest.approx(share, rel=1e-6)


@pytest.mark.parametrize("burst", [1.0, 1.3, 2.0])
def test_the_busiest_minute_of_an_hour_is_the_burst(burst: float) -> None:
    found = minutes(burst)
    assert found.mean() == pytest.approx(1.0)
    assert (np.diff(found) >= 0).all()
    assert found[-1] <= burst * 1.0001
    assert found[-1] > 1.0 + 0.6 * (burst - 1.0) or burst == 1.0
