"""What a simulation found, as the command line and the library give it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from breakeven.domain.display import Displayed
from breakeven.domain.numbers import Array, Flags
from breakeven.domain.plain import fields_of
from breakeven.domain.provenance import Assumption
from breakeven.domain.workload import LatencyTargets
from breakeven.economics.decision import assumption_dict
from breakeven.serving.disaggregation import Disaggregated
from breakeven.serving.service import Autoscaling, Overflow
from breakeven.serving.simulation import Simulation

PERCENTILES = (50.0, 90.0, 99.0)
MOST_PRIORITIES = 20
"""With more of them than this, each says little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineUsed:
    """The engine's limits as they were simulated, of one replica."""

    id: str
    version: str
    """Whose scheduler it is; "" is today's."""
    max_num_seqs: int
    max_num_batched_tokens: int
    chunked_prefill: bool
    kv_cache_tokens: int
    prefix_cache_tokens: int
    """Of prompts whose blocks are known; 0 where none is kept or the log has no hashes."""
    draft_tokens: int
    """Drafted for each sequence in a step; 0 without speculative decoding."""
    acceptance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """How the cache of a prompt moves from the prefill pool to the decode pool."""

    gb_per_second: float
    """Of each GPU."""
    seconds_per_token: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationReport(Displayed):
    """What happened to the requests."""

    setup: str
    engine: EngineUsed
    replicas: int
    router: str
    targets: LatencyTargets
    simulation: Simulation
    autoscaling: Autoscaling | None
    pools: Disaggregated | None
    transfer: Transfer | None
    priorities: Array | None
    overflow: Overflow | None = None
    assumptions: tuple[Assumption, ...]
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven simulate`."""
        run = self.simulation
        return {
            "setup": self.setup,
            "engine": asdict(self.engine),
            "replicas": self.replicas,
            "router": self.router,
            "requests": int(run.arrivals.size),
            "rejected": run.rejected,
            "simulated_seconds": run.seconds,
            "wall_seconds": run.wall_seconds,
            **{f"{name}_ms": milliseconds(run, name) for name in ("ttft", "tpot")},
            "itl_ms": _named(run.itl_percentiles(PERCENTILES)),
            **{f"{name}_ms": milliseconds(run, name) for name in ("e2e", "queueing")},
            "output_tokens_per_second": run.output_tokens_per_second,
            "requests_per_second": run.requests_per_second,
            "goodput_requests_per_second": run.goodput(self.targets),
            "targets": fields_of(self.targets),
            "cached_input_share": run.cached_input_share,
            "preemptions": int(run.preemptions.sum()),
            "utilization": run.utilization,
            "kv_use": run.kv_use,
            "batch_mean": run.batch,
            "steps": run.steps,
            "replica_seconds": run.replica_seconds,
            "replicas_mean": run.replicas_mean,
            "cold_starts": run.cold_starts,
            "autoscaling": fields_of(self.autoscaling),
            "overflow": self._overflow(),
            "pools": self._pools(),
            "priorities": self._priorities(),
            "assumptions": [assumption_dict(a) for a in self.assumptions],
            "warnings": list(self.warnings),
        }

    def _overflow(self) -> dict[str, object] | None:
        """Return what is served elsewhere, and from when on; None where nothing may be."""
        if self.overflow is None:
            return None
        run, gate = self.simulation, self.overflow
        away = np.isnan(run.finishes)
        seconds = gate.ttft_seconds
        return {
            "requests": run.outside,
            "share": run.outside_share,
            "input_tokens": int(run.input_tokens.sum(where=away)),
            "output_tokens": int(run.output_tokens.sum(where=away)),
            "token_share": _share_of_tokens(run, away),
            "limits": {
                "queue": gate.queue,
                "outstanding": gate.outstanding,
                "ttft_ms": None if seconds is None else seconds * 1e3,
            },
        }

    def _pools(self) -> dict[str, object] | None:
        if self.pools is None or self.transfer is None:
            return None
        moved = self.pools.decode.input_tokens - 1.0
        seconds = np.percentile(moved, PERCENTILES) if moved.size else [np.nan] * len(PERCENTILES)
        return {
            "prefill": _pool(self.pools.prefill),
            "decode": _pool(self.pools.decode),
            "transfer_ms": _named([s * self.transfer.seconds_per_token for s in seconds]),
            "transfer_gb_per_second": self.transfer.gb_per_second,
        }

    def _priorities(self) -> list[dict[str, object]] | None:
        """Return how long each priority waited; None where all are alike."""
        if self.priorities is None:
            return None
        ranks = np.unique(self.priorities)
        return [
            _priority(self.simulation, float(rank), self.priorities == rank)
            for rank in ranks[:MOST_PRIORITIES]
        ]


def _share_of_tokens(run: Simulation, which: Flags) -> float:
    """Return the share of some requests in all tokens."""
    tokens = run.input_tokens + run.output_tokens
    total = float(tokens.sum())
    return float(tokens.sum(where=which)) / total if total else 0.0


def _pool(run: Simulation) -> dict[str, object]:
    return {
        "replicas": run.replicas,
        "requests": int(run.arrivals.size),
        "utilization": run.utilization,
        "kv_use": run.kv_use,
        "batch_mean": run.batch,
        "preemptions": int(run.preemptions.sum()),
        "queueing_ms": milliseconds(run, "queueing"),
    }


def _priority(run: Simulation, rank: float, own: Array) -> dict[str, object]:
    return {
        "priority": rank,
        "requests": int(np.count_nonzero(own)),
        **{f"{name}_ms": _of(getattr(run, name)[own]) for name in ("ttft", "tpot", "e2e")},
    }


def _of(values: Array) -> dict[str, float | None]:
    """Return percentiles of some times, the missing ones left out, in milliseconds."""
    known = values[~np.isnan(values)]
    found = np.percentile(known, PERCENTILES) if known.size else [np.nan] * len(PERCENTILES)
    return _named([float(v) for v in found])


def milliseconds(run: Simulation, metric: str) -> dict[str, float | None]:
    """Return a metric's percentiles over requests, in milliseconds."""
    return _named(run.percentiles(metric, PERCENTILES))


def _named(seconds: Sequence[float]) -> dict[str, float | None]:
    return {
        f"p{p:g}": None if np.isnan(s) else float(s) * 1e3
        for p, s in zip(PERCENTILES, seconds, strict=True)
    }
