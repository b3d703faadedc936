"""Adapters by hand: their bytes, what they leave of the cache, what they cost in speed."""

from dataclasses import replace

from breakeven.domain.offers import Excuse
from breakeven.economics.adapters import Adapters, adapted, adapter_bytes, answers, work_share
from breakeven.economics.fleet import Replica
from breakeven.economics.fleet_rows import FleetRow
from breakeven.serving.traffic import traffic_of
from tests.studies.portfolio.world import catalog, demanded


def test_an_adapter_of_llama_3_1_8b_by_hand() -> None:
    """Rank 16 on all seven projections of 32 layers: 41,943,040 parameters, as PEFT says."""
    architecture = catalog().model("llama-3.1-8b").architecture
    assert architecture is not None
    attention = 2 * (4096 + 4096) + 2 * (4096 + 1024)
    mlp = 3 * (4096 + 14336)
    assert adapter_bytes(architecture, 16) == 2 * 32 * 16 * (attention + mlp)
    assert adapter_bytes(architecture, 16) / 2 == 41_943_040
    assert 0.003 < work_share(architecture, 16) < 0.01


def a_row() -> FleetRow:
    rows = demanded("a").found.rows
    named = (r for r in rows if isinstance(r, FleetRow) and r.candidate.model.id == "llama-3.1-8b")
    return next(r for r in named if r.replica.combo.accelerator.id == "L4")


def test_more_adapters_leave_less_until_they_do_not_fit() -> None:
    row, traffic = a_row(), traffic_of(demanded("a").question.workload)
    rates = []
    for slots in (1, 8, 32):
        found = adapted(
            row.candidate.model,
            row.replica,
            traffic,
            Adapters(rank=16, slots=slots),
            measured=False,
        )
        assert isinstance(found, Replica)
        rates.append(found.requests_per_second)
    assert rates == sorted(rates, reverse=True)
    assert rates[0] > 0.97 * row.replica.requests_per_second
    assert rates[-1] < rates[0]
    many = Adapters(rank=256, slots=64)
    refused = adapted(row.candidate.model, row.replica, traffic, many, measured=False)
    assert isinstance(refused, Excuse)
    assert refused.reason == "does-not-fit-in-memory"
    assert "64 adapters of rank 256" in refused.detail


def test_a_measured_rate_stays() -> None:
    row, traffic = a_row(), traffic_of(demanded("a").question.workload)
    some = Adapters(rank=16, slots=8)
    assert adapted(row.candidate.model, row.replica, traffic, some, measured=True) is row.replica
    unknown = replace(row.candidate.model, architecture=None)
    assert isinstance(adapted(unknown, row.replica, traffic, some, measured=True), Excuse)


def test_each_replica_is_answered_once() -> None:
    one = demanded("a")
    traffic = traffic_of(one.question.workload)
    found = answers(one.found, traffic, Adapters(rank=8, slots=2), measured=False)
    assert set(found) == {r.replica for r in one.found.rows if isinstance(r, FleetRow)}
