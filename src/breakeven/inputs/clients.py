"""How a benchmark's client sends requests, where the measurement columns cannot say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Annotated

from annotated_types import Ge, Interval

from breakeven.domain.provenance import Provenance
from breakeven.inputs.store import DATA
from breakeven.inputs.toml_facts import read_tables
from breakeven.serving.measurement import Replica


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Habits of one source of measurements, by the name in its `source` column."""

    id: str
    provenance: Provenance
    length_share: Annotated[float, Interval(gt=0, le=1)] = 1.0
    """Mean length of prompts and answers, in the nominal one."""
    cached_input_share: Annotated[float, Ge(0)] = 0.0
    """Where the row does not say it."""
    tpot_over_all_tokens: bool = False
    """Its TPOT is the end-to-end time over all tokens, the first one's wait included."""
    weight: Annotated[float, Ge(0)] = 1.0
    """What one of its values counts in the fit of the coefficients that ship."""
    ignores: tuple[str, ...] = ()
    """Columns that its rows have wrong."""
    requests: Annotated[float, Ge(0)] = 0.0
    """Sent by each user of a closed loop, or in all at a rate; 0 where it is not known."""
    shortest_share: Annotated[float, Interval(gt=0, le=1)] = 1.0
    """Shortest length in the longest: lengths are drawn evenly between them."""
    batched_tokens: Mapping[str, float] = field(default_factory=dict)
    """Token budget of a step that it gives an engine, by engine or by engine/precision."""
    whole_request_engines: tuple[str, ...] = ()
    """Engines that it gives a budget of one prompt and its answer."""
    variant: str = ""
    """How it runs the engine, where that is not as usual ("eager": without CUDA graphs)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speculative:
    """Runs that draft tokens, though no column says so."""

    client: str
    """In the `source` column."""
    engine: str
    versions: tuple[str, ...]
    models: tuple[str, ...]
    dates: tuple[str, ...] = ()
    """Empty: all."""
    tp: str = ""
    ep: str = ""
    precisions: tuple[str, ...] = ()
    draft_tokens: Annotated[int, Ge(0)]
    acceptance: Annotated[float, Interval(ge=0, lt=1)]
    provenance: Provenance

    def covers(self, row: Mapping[str, str], *, engine: str, model: str) -> bool:
        """Return whether a row of measurements is one of them."""
        return (
            row.get("source", "") == self.client
            and engine == self.engine
            and model in self.models
            and row.get("engine_version", "") in self.versions
            and (not self.dates or row.get("date", "") in self.dates)
            and (not self.precisions or row.get("precision", "") in self.precisions)
            and self.tp in ("", row.get("tp", ""))
            and self.ep in ("", row.get("ep", ""))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Runs whose server is set to wait for more requests, or to look for them now and then."""

    client: str
    """In the `source` column."""
    engine: str
    models: tuple[str, ...]
    accelerators: tuple[str, ...] = ()
    """Empty: all."""
    precisions: tuple[str, ...] = ()
    """Of the dense products; empty: all."""
    most_gpus: Annotated[int, Ge(0)] = 0
    """0: any number."""
    nominal: tuple[str, ...] = ()
    """Nominal tokens in and out; empty: all."""
    from_users: Annotated[float, Ge(0)] = 0.0
    to_users: Annotated[float, Ge(0)] = 0.0
    """0: any number."""
    steps: Annotated[float, Ge(0)]
    """Steps that a request waits, on average."""
    provenance: Provenance

    def covers(self, row: Mapping[str, str], served_by: Replica, *, users: float) -> bool:
        """Return whether a row of measurements is one of them."""
        return (
            row.get("source", "") == self.client
            and served_by.engine.id == self.engine
            and served_by.model.id in self.models
            and served_by.accelerator.id in (self.accelerators or (served_by.accelerator.id,))
            and served_by.precision.id in (self.precisions or (served_by.precision.id,))
            and served_by.count <= (self.most_gpus or served_by.count)
            and (not self.nominal or (row.get("isl", ""), row.get("osl", "")) == self.nominal)
            and self.from_users <= users <= (self.to_users or users)
        )


@cache
def load_clients() -> Mapping[str, Client]:
    """Return the known clients by name."""
    found = read_tables(DATA / "clients.toml", "client", Client)
    return MappingProxyType({client.id: client for client in found})


@cache
def load_speculative() -> tuple[Speculative, ...]:
    """Return the runs that are known to draft tokens."""
    return tuple(read_tables(DATA / "speculative.toml", "speculative", Speculative))


@cache
def load_waiting() -> tuple[Waiting, ...]:
    """Return the runs whose server is known to be set to wait."""
    return tuple(read_tables(DATA / "waiting.toml", "waiting", Waiting))
