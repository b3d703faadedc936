"""How a benchmark's client sends requests, where the measurement columns cannot say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Annotated

from annotated_types import Ge, Interval

from breakeven.domain.provenance import Provenance
from breakeven.inputs.store import DATA
from breakeven.inputs.toml_facts import read_tables


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


@cache
def load_clients() -> Mapping[str, Client]:
    """Return the known clients by name."""
    found = read_tables(DATA / "clients.toml", "client", Client)
    return MappingProxyType({client.id: client for client in found})
