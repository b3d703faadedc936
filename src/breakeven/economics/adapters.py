"""LoRA adapters on a base model: what they take of a replica's memory and of its speed.

An adapter of rank r adds to a matrix of m x n two of r x (m + n) parameters in all (Hu et al.,
2021), here to the projections of attention and of dense MLPs, at 16 bits. An engine keeps a slot
for each adapter that is served; of a slot the first matrices are on every GPU of the replica, the
second ones are split over them (as vLLM does unless told otherwise). What the slots take is missing
in the cache, and a token multiplies r (m + n) parameters beside m n.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from breakeven.domain.model import Architecture, Model
from breakeven.domain.offers import Excuse
from breakeven.domain.units import GIB
from breakeven.economics.fleet import Replica, at
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.options import Options
from breakeven.serving.memory import fit
from breakeven.serving.shape import shape_of
from breakeven.serving.traffic import Traffic

BYTES = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapters:
    """The slots that a replica keeps."""

    rank: int
    """The highest of those that are served."""
    slots: int


def matrices(architecture: Architecture) -> list[tuple[float, float]]:
    """Return the (inputs, outputs) of the projections that are adapted, of one layer."""
    hidden, size = float(architecture.hidden), float(architecture.head_size)
    query, keys = architecture.heads * size, architecture.kv_heads * size
    found = [(hidden, query), (hidden, keys), (hidden, keys), (query, hidden)]
    if architecture.ffn and not architecture.is_moe:
        wide = float(architecture.ffn)
        found += [(hidden, wide), (wide, hidden)] + [(hidden, wide)] * architecture.gated_ffn
    return found


def adapter_bytes(architecture: Architecture, rank: int) -> float:
    """Return the bytes of one adapter."""
    sides = sum(m + n for m, n in matrices(architecture))
    return BYTES * architecture.layers * rank * sides


def work_share(architecture: Architecture, rank: int) -> float:
    """Return what an adapter multiplies for a token, over what its matrices do."""
    found = matrices(architecture)
    return rank * sum(m + n for m, n in found) / sum(m * n for m, n in found)


def adapted(
    model: Model, replica: Replica, traffic: Traffic, slots: Adapters, *, measured: bool
) -> Replica | Excuse:
    """Return a replica with adapters, or why they do not fit.

    Its rate falls with the cache and with the work of a token: at most so, as a replica is bound by
    one of the two. Where the rate was `measured` it stays.
    """
    architecture, combo = model.architecture, replica.combo
    if architecture is None:
        return Excuse(reason="unsupported", detail=f"the architecture of {model.id} is not known")
    memory = fit(shape_of(model), combo.hardware, context_tokens=traffic.longest)
    room = at(memory.kv_cache_gib, 0)
    whole = slots.slots * adapter_bytes(architecture, slots.rank) / GIB
    taken = whole / 2.0 * (1.0 + 1.0 / combo.count)
    left = max(1.0 - taken / room, 0.0) if room > 0 else 0.0
    if at(memory.kv_tokens, 0) * left < traffic.longest:
        return Excuse(
            reason="does-not-fit-in-memory",
            detail=f"{slots.slots} adapters of rank {slots.rank} take {taken:.1f} GiB on each GPU,"
            f" of {room:.1f} GiB that weights leave; a request needs"
            f" {traffic.longest:,.0f} tokens of cache",
        )
    if measured:
        return replica
    slower = left / (1.0 + work_share(architecture, slots.rank))
    return replace(replica, requests_per_second=replica.requests_per_second * slower)


def answers(
    found: Options, traffic: Traffic, slots: Adapters, *, measured: bool
) -> Mapping[Replica, Replica | Excuse]:
    """Return each replica with adapters; one runs on several machines."""
    models = {r.replica: r.candidate.model for r in found.rows if isinstance(r, FleetRow)}
    return {
        replica: adapted(model, replica, traffic, slots, measured=measured)
        for replica, model in models.items()
    }
