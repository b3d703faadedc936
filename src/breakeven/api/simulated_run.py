"""Serve requests with the fleet that was asked for: replicas alike, or two pools."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from breakeven.api.replica import NamedReplica
from breakeven.api.simulated_fleet import FleetAsked
from breakeven.api.simulation_report import Transfer
from breakeven.domain.accelerator import Accelerator
from breakeven.domain.provenance import Assumption
from breakeven.domain.requests import Requests
from breakeven.serving.disaggregation import (
    Disaggregated,
    Pool,
    seconds_per_token,
    simulate_disaggregated,
)
from breakeven.serving.prefix_ids import Prefixes
from breakeven.serving.shape import shape_of
from breakeven.serving.simulation import Simulation
from breakeven.serving.simulator import simulate

ONE_WAY = 0.5
"""Of a link's bandwidth, which datasheets give for both directions together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One replica as it is simulated, and what it is asked to serve."""

    replica: NamedReplica
    kv_tokens: float
    requests: Requests
    known: Prefixes
    """Blocks of the prompts, with the room that a replica has for them."""
    caches: bool
    """Whether prompts are kept for later ones."""

    def asked(self, *, closed: bool) -> dict[str, Any]:
        """Return the requests as arguments of a simulation."""
        return {
            "arrivals": None if closed else self.requests.arrivals,
            "input_tokens": self.requests.input_tokens,
            "output_tokens": self.requests.output_tokens,
            "cached_tokens": self.requests.cached_tokens if self.caches else 0,
            "prefixes": self.known,
            "priorities": self.requests.priorities,
        }

    def limits(self) -> dict[str, Any]:
        """Return the engine's limits as arguments of a simulation."""
        return {
            "kv_tokens": self.kv_tokens,
            "max_num_seqs": float(self.replica.hardware.max_num_seqs),
            "max_num_batched_tokens": float(self.replica.hardware.max_num_batched_tokens),
            "block_tokens": self.replica.combo.engine.kv_block_tokens,
            "reserve_prompt": self.replica.combo.engine.reserves_prompt,
            "speculation": self.replica.speculation,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What became of the requests."""

    whole: Simulation
    pools: Disaggregated | None = None
    transfer: Transfer | None = None


def run(served: Served, fleet: FleetAsked, assumed: Mapping[str, Assumption]) -> Ran:
    """Return what a fleet makes of the requests."""
    if fleet.apart:
        return _apart(served, fleet, assumed)
    found = simulate(
        served.replica.cost,
        **served.asked(closed=fleet.concurrency is not None),
        **served.limits(),
        replicas=fleet.most,
        router="least-loaded" if fleet.scales else fleet.routed,
        prefix_slack=fleet.slack(assumed),
        concurrency=fleet.concurrency,
        autoscaling=fleet.autoscaling(assumed),
        overflow=fleet.overflow,
    )
    return Ran(whole=found)


def _apart(served: Served, fleet: FleetAsked, assumed: Mapping[str, Assumption]) -> Ran:
    """Serve with a prefill pool and a decode pool, between which caches move."""
    replica, requests = served.replica, served.requests
    rate = fleet.transfer_gb_per_second or network_gb_per_second(
        replica.combo.accelerator, assumed["network_gb_per_second"].value
    )
    each = seconds_per_token(
        shape_of(replica.model),
        replica.hardware,
        context_tokens=max(float(requests.input_tokens.mean()), 1.0),
        gb_per_second=rate,
    )
    prefill, decode = (
        Pool(
            cost=replica.cost,
            **served.limits(),
            replicas=count or 1,
            router=fleet.routed,
            prefix_slack=fleet.slack(assumed),
        )
        for count in (fleet.prefill_replicas, fleet.decode_replicas)
    )
    found = simulate_disaggregated(
        prefill=prefill,
        decode=decode,
        **served.asked(closed=False),
        transfer_seconds_per_token=each,
    )
    transfer = Transfer(gb_per_second=rate, seconds_per_token=each)
    return Ran(whole=found.whole, pools=found, transfer=transfer)


def network_gb_per_second(accelerator: Accelerator, network: float) -> float:
    """Return what a GPU sends to another replica: the network, but never more than its own link."""
    link = accelerator.link_gb_per_second * ONE_WAY
    return min(network, link) if link else network
