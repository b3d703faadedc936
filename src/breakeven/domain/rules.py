"""What an answer must obey before its cost is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le

from breakeven.domain.model import ModelClass
from breakeven.domain.provenance import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause of a licence, in short."""

    topic: str
    text: str
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """What a licence allows; a flag with its clause and link, never legal advice."""

    id: str
    name: str
    url: str
    open_source: bool
    commercial_use: bool
    monthly_users_limit: Annotated[int, Ge(0)]
    """0 where there is none."""
    third_party_hosting: bool
    outputs_may_train_models: str
    attribution: str
    eu_excluded_modalities: tuple[str, ...]
    clauses: tuple[Clause, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Limits that an organisation sets."""

    classes: tuple[ModelClass, ...] = ("proprietary", "open-weight", "open-source")
    commercial: bool = True
    monthly_users: Annotated[int, Ge(0)] = 0
    eu_company: bool = False
    serves_third_parties: bool = False
    """Whether the model itself is offered to others as a service."""
    trains_on_outputs: bool = False
    """Whether answers are used to train another model."""
    data_stays: Literal["anywhere", "eu", "country", "own-machines", "air-gapped"] = "anywhere"
    """`eu`: machines in a region of the EU, and `eu_providers`; `country`: the same of `country`;
    `own-machines`: no API, no host; `air-gapped`: machines that are bought, and no others."""
    country: str = ""
    """In which data stays with `country`, and in which own machines stand, as context/regions.csv
    calls it."""
    country_providers: tuple[str, ...] = ()
    """APIs and hosts that the organisation knows to process in the country."""
    no_retention: bool = False
    """Only APIs and hosts that keep nothing: `no_retention_providers`."""
    no_retention_providers: tuple[str, ...] = ()
    """Those that the organisation has it in writing from: no fact of ours says so."""
    eu_providers: tuple[str, ...] = ()
    """APIs and hosts that the organisation knows to process in the EU: no fact of ours says so."""
    sensitive_share: Annotated[float, Ge(0), Le(1)] = 0.0
    """Of the requests: these stay on own or rented machines, the rest may go outside."""
    approved_providers: tuple[str, ...] = ()
    """Empty: all."""
    tokens_per_minute: Mapping[str, Annotated[float, Gt(0)]] = field(default_factory=dict)
    """Input tokens that a provider serves us, by `provider` or `provider/model`; what exceeds it
    goes to a second source."""
    min_quality: float | None = None
    """Lowest score on the quality benchmark; holds for named models too."""
    users_in: str = ""
    """Country of the users: the way there and back, from context/round-trips.csv, is taken off the
    targets on the first token and the whole answer of machines whose place is known."""
    max_round_trip_ms: Annotated[float, Gt(0)] | None = None
    """Longest way from users to machines and back; what stands nobody knows where is too far."""
    near_providers: tuple[str, ...] = ()
    """APIs, hosts and renters that the organisation knows to be that near."""
    max_kg_co2e_per_month: Annotated[float, Gt(0)] | None = None
    """Carbon budget of a month, of the electricity of machines and of what APIs have published."""
    unknown_carbon: Literal["refused", "allowed"] = "refused"
    """What a carbon budget does with options whose emissions nobody has published."""
