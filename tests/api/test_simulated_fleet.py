"""Which fleets may be asked for."""

from typing import Any

import pytest

from breakeven.api.simulated_fleet import FleetAsked
from breakeven.domain.errors import BreakevenError, ManyProblems, UsageError
from breakeven.domain.provenance import Assumption, Provenance

NOTHING = dict.fromkeys(FleetAsked.__dataclass_fields__)
VALUES = {"target_outstanding": 8, "cold_start_seconds": 120, "idle_seconds": 300}
ASSUMED = {
    name: Assumption(
        id=name,
        value=value,
        low=1,
        high=500,
        unit="",
        description="",
        provenance=Provenance(source="judgement"),
    )
    for name, value in VALUES.items()
}


def fleet(**said: Any) -> FleetAsked:
    return FleetAsked(**(NOTHING | said))


@pytest.mark.parametrize(
    ("said", "kind", "message"),
    [
        ({"prefill_replicas": 2}, UsageError, "go together: give both"),
        ({"prefill_replicas": 1, "decode_replicas": 1, "replicas": 2}, UsageError, "two pools"),
        ({"prefill_replicas": 1, "decode_replicas": 1, "min_replicas": 0}, UsageError, "two pools"),
        ({"prefill_replicas": 1, "decode_replicas": 1, "concurrency": 4}, UsageError, "two pools"),
        ({"transfer_gb_per_second": 10.0}, UsageError, "goes with --prefill-replicas"),
        ({"idle_seconds": 60.0}, UsageError, "--idle-seconds goes with --min-replicas"),
        ({"min_replicas": 0, "router": "least-loaded"}, UsageError, "leave out --router"),
        ({"min_replicas": 0, "concurrency": 4}, UsageError, "leave out"),
        ({"prefix_slack": 4}, UsageError, "goes with --router prefix-aware"),
        ({"overflow_queue": 2, "concurrency": 4}, UsageError, "leave out"),
        (
            {"overflow_queue": 2, "min_replicas": 0},
            UsageError,
            "--overflow-queue looks at replicas",
        ),
        ({"overflow_ttft_ms": 9.0, "router": "round-robin"}, UsageError, "leave out --router"),
        ({"overflow_outstanding": 0}, ManyProblems, "overflow_outstanding must be above 0"),
        ({"replicas": 0}, ManyProblems, "replicas must be above 0"),
        ({"min_replicas": -1}, ManyProblems, "min_replicas must not be below 0"),
        ({"min_replicas": 0, "idle_seconds": float("nan")}, ManyProblems, "idle_seconds"),
    ],
)
def test_what_does_not_go_together(
    said: dict[str, Any], kind: type[BreakevenError], message: str
) -> None:
    with pytest.raises(kind, match=message):
        fleet(**said).check()


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"replicas": 3, "router": "prefix-aware"},
        {"replicas": 3, "concurrency": 12},
        {"replicas": 3, "min_replicas": 0, "idle_seconds": 0.0},
        {"prefill_replicas": 1, "decode_replicas": 2, "router": "round-robin"},
    ],
)
def test_what_does(said: dict[str, Any]) -> None:
    fleet(**said).check()


def test_an_overflow_chooses_by_load_unless_told() -> None:
    gated = fleet(replicas=3, overflow_ttft_ms=500.0)
    gated.check()
    assert gated.routed == "least-loaded"
    assert gated.overflow is not None
    assert gated.overflow.ttft_seconds == 0.5
    assert fleet(overflow_queue=2, router="prefix-aware").routed == "prefix-aware"
    assert fleet(replicas=3).overflow is None


def test_only_what_nobody_said_is_assumed() -> None:
    scaling = fleet(replicas=4, min_replicas=1, cold_start_seconds=30.0)
    assert scaling.assumed() == ("target_outstanding", "idle_seconds")
    made = scaling.autoscaling(ASSUMED)
    assert made is not None
    assert (made.min_replicas, made.target_outstanding) == (1, 8)
    assert (made.cold_start_seconds, made.idle_seconds) == (30.0, 300.0)
    assert fleet(router="prefix-aware").assumed() == ("prefix_slack",)
    assert fleet(router="prefix-aware", prefix_slack=0).assumed() == ()
    assert fleet().autoscaling(ASSUMED) is None
    assert fleet().assumed() == ()


def test_a_pool_assumes_its_network_unless_told() -> None:
    pools = {"prefill_replicas": 1, "decode_replicas": 2}
    assert fleet(**pools).assumed() == ("network_gb_per_second",)
    assert fleet(**pools, transfer_gb_per_second=10.0).assumed() == ()
    assert fleet(**pools).most == 3
