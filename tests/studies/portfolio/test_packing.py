"""Small models on shared machines, on the shipped facts: memory, rules, bills, the simulator."""

from dataclasses import replace

import numpy as np
import pytest

from breakeven.domain.rules import Rules
from breakeven.domain.workload import LatencyTargets
from breakeven.economics.fleet_rows import FleetRow
from breakeven.studies.portfolio.choices import Demanded, choices
from breakeven.studies.portfolio.packing import LIMIT, sharable, sharing
from breakeven.studies.portfolio.packs import NOWHERE
from breakeven.studies.portfolio.planning import UNSIMULATED
from breakeven.studies.portfolio.problem import TOKENS
from tests.studies.portfolio.world import answer, demanded

HOME = Rules(data_stays="own-machines")
LLAMA, OSS = "llama-3.1-8b", "gpt-oss-20b"


def kept(one: Demanded, *, model: str, accelerator: str = "L40S") -> Demanded:
    """Return a workload that runs on one model on one card alone."""
    rows = [
        i
        for i, row in enumerate(one.found.rows)
        if isinstance(row, FleetRow)
        and row.candidate.model.id == model
        and row.replica.combo.accelerator.id == accelerator
        and row.replica.combo.count == 1
    ]
    return replace(one, found=one.found.take(np.array(rows)))


def two(volume: float = 5_000.0, **changes: object) -> list[Demanded]:
    """Return two workloads on two models that a card has room for."""
    asked = [
        demanded("chat", requests_per_day=volume, rules=HOME),
        demanded("tags", requests_per_day=volume, rules=HOME, output_tokens=30.0),
    ]
    asked = [kept(one, model=m) for one, m in zip(asked, (LLAMA, OSS), strict=True)]
    return [replace(one, **changes) for one in asked]  # type: ignore[arg-type]


def test_two_idle_models_are_planned_on_one_machine() -> None:
    asked = two()
    found = answer(*asked)
    (fleet,) = found.fleets
    assert fleet.shared is not None
    assert fleet.machines_peak == 1
    assert {m.model: m.workloads for m in fleet.shared.models} == {
        LLAMA: ("chat",),
        OSS: ("tags",),
    }
    assert fleet.shared.held_gib < fleet.shared.usable_gib
    assert 0 < fleet.busy <= fleet.shared.busy_at_peak <= fleet.shared.busy_limit
    assert fleet.shared.busy_limit == asked[0].question.assumed(LIMIT)
    assert {a.model for a in found.assignments} == {LLAMA, OSS}
    assert {a.option for a in found.assignments} == {fleet.option}
    assert UNSIMULATED in found.warnings
    assert found.usd_per_month < found.alone_usd_per_month
    assert found.bound_usd_per_month <= found.usd_per_month
    assert sum(b.usd_per_month for b in found.bills) == pytest.approx(found.usd_per_month)
    assert all(b.usd_per_month <= b.alone_usd_per_month * (1 + 1e-9) for b in found.bills)


def test_a_pack_pays_for_one_spare_machine() -> None:
    asked = two()
    plain = choices(asked)
    given, found = sharable(asked, plain), sharing(asked, plain)
    assert found.packs
    for option, pack in found.packs.items():
        some = list(pack.members)
        both = plain.problem.fixed_usd[some].sum()
        assert found.problem.fixed_usd[option] == pytest.approx(
            both - given.spare_usd[some].min(), rel=1e-9
        )
        assert given.spare_usd[some].min() > 0


def test_packs_stay_within_each_workloads_rules_and_one_kind_of_machine() -> None:
    asked = two()
    asked.append(demanded("free", requests_per_day=5_000.0, rules=Rules(classes=("proprietary",))))
    found = sharing(asked, choices(asked))
    for option, pack in found.packs.items():
        assert pack.seat[2] == NOWHERE
        assert np.isinf(found.problem.usd[2, option])
        for w, seat in enumerate(pack.seat):
            assert seat == NOWHERE or found.problem.allowed[w, seat]
            assert seat == NOWHERE or found.rows[option][w] == found.rows[seat][w]
        pools = {int(found.problem.pool[m]) for m in pack.members}
        assert found.problem.pool[option] in pools or option >= found.problem.options - len(
            found.packs
        )


def test_adapters_and_tokens_share_no_machine() -> None:
    asked = two(adapter=True)
    assert (sharable(asked, choices(asked)).kind == NOWHERE).all()
    asked = [demanded("any")]
    given, problem = sharable(asked, choices(asked)), choices(asked).problem
    assert (given.kind[problem.pool == TOKENS] == NOWHERE).all()


def test_the_simulator_confirms_models_on_one_machine_or_they_part() -> None:
    """A target that a machine to itself keeps with ease, and one that half of its time breaks."""
    pytest.importorskip("numba")
    asked = two()
    found = answer(*asked, simulate=True)
    (fleet,) = found.fleets
    assert {c.workload for c in fleet.confirmed} == {"chat", "tags"}
    assert all(c.meets_targets for c in fleet.confirmed)
    assert UNSIMULATED not in found.warnings
    alone = [answer(one, simulate=True).fleets[0].confirmed[0].tpot_p99_ms for one in asked]
    tight = [LatencyTargets(tpot_p99_ms=1.2 * ms) for ms in alone]
    strict = [
        replace(one, question=replace(one.question, targets=targets))
        for one, targets in zip(asked, tight, strict=True)
    ]
    parted = answer(*strict, simulate=True)
    assert [f.shared for f in parted.fleets] == [None, None]
    assert all(c.meets_targets for f in parted.fleets for c in f.confirmed)
    assert parted.usd_per_month > found.usd_per_month
