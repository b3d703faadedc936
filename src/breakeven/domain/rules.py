"""What an answer must obey before its cost is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from annotated_types import Ge, Gt

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
    data_stays: Literal["anywhere", "eu", "own-machines"] = "anywhere"
    """`eu`: machines in a region of the EU, and `eu_providers`; `own-machines`: no API, no host."""
    eu_providers: tuple[str, ...] = ()
    """APIs and hosts that the organisation knows to process in the EU: no fact of ours says so."""
    approved_providers: tuple[str, ...] = ()
    """Empty: all."""
    tokens_per_minute: Mapping[str, Annotated[float, Gt(0)]] = field(default_factory=dict)
    """Input tokens that a provider serves us, by `provider` or `provider/model`; what exceeds it
    goes to a second source."""
    min_quality: float | None = None
    """Lowest score on the quality benchmark; holds for named models too."""
