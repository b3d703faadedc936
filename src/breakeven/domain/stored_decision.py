"""A decision as its JSON keeps it: what two of them need to be compared, and no more."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import inf
from typing import Annotated

from annotated_types import Ge, Gt, Lt

from breakeven.domain.workload import Share

Finite = Annotated[float, Gt(-inf), Lt(inf)]
Positive = Annotated[float, Gt(0), Lt(inf)]
FromZero = Annotated[float, Ge(0), Lt(inf)]
Scalar = str | float | bool | None
_ACCELERATOR = re.compile(r"@([^,+]+?)x\d+(?=[,+]|$)")
_PURCHASE = re.compile(r",purchase=([^,+]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What makes a recommendation another one; GPU counts, regions and precisions do not."""

    kind: str
    model: str
    accelerator: str
    """Empty where tokens are bought."""
    provider: str
    purchase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLine:
    """One line of a stored bill."""

    name: str
    usd_per_month: Finite


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredExcuse:
    """Why an option could not be."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFleet:
    """The machines of a stored option."""

    gpus: FromZero = 0.0
    """Paid for at the peak, spares included."""
    replicas_peak: FromZero = 0.0
    replicas_mean: FromZero = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOption:
    """One option of a stored decision."""

    id: str
    kind: str
    model: str
    provider: str = ""
    feasible: bool
    usd_per_month: Finite | None = None
    excuse: StoredExcuse | None = None
    fleet: StoredFleet | None = None
    lines: tuple[StoredLine, ...] = ()

    @property
    def usd(self) -> float:
        """The month's bill; a feasible option has one."""
        return self.usd_per_month or 0.0

    @property
    def series(self) -> Series:
        """What it has in common with its other GPU counts, regions and precisions.

        >>> name = "self:m@H100-SXMx2,precision=fp8,engine=vllm,provider=p,purchase=spot,machine=8"
        >>> found = StoredOption(id=name, kind="rented", model="m", provider="p", feasible=True)
        >>> found.series.accelerator, found.series.purchase
        ('H100-SXM', 'spot')
        """
        return Series(
            kind=self.kind,
            model=self.model,
            accelerator="+".join(_ACCELERATOR.findall(self.id)),
            provider=self.provider,
            purchase="+".join(_PURCHASE.findall(self.id)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAssumption:
    """A value that a stored decision assumed."""

    id: str
    value: Finite
    unit: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRegion:
    """A range of volumes with one cheapest option."""

    from_requests_per_day: FromZero
    to_requests_per_day: FromZero | None = None
    """None: without end."""
    cheapest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredWorkload:
    """The traffic that a stored decision was about."""

    requests_per_day: Positive
    input_tokens_mean: FromZero
    """Of a request, cached tokens included."""
    output_tokens_mean: FromZero
    cached_input_share: Share = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDecision:
    """A decision that was made before, or just now."""

    as_of: date
    best: str | None
    """Id of the recommendation; None where nothing was feasible."""
    workload: StoredWorkload
    options: tuple[StoredOption, ...]
    """Feasible ones first, cheapest first."""
    regions: tuple[StoredRegion, ...] = ()
    assumptions: tuple[StoredAssumption, ...] = ()
    days_per_month: Positive = 365.25 / 12
    facts: Mapping[str, Scalar] = field(default_factory=dict)
    """Versions of the price data."""
    asked: Mapping[str, Scalar] = field(default_factory=dict)
    """Whatever it says about its question, by dotted key."""

    @property
    def recommended(self) -> StoredOption | None:
        """The cheapest feasible option."""
        return next((o for o in self.options if o.id == self.best), None)

    @property
    def feasible(self) -> dict[Series, StoredOption]:
        """The cheapest feasible option of each series, cheapest first."""
        first: dict[Series, StoredOption] = {}
        for option in self.options:
            if option.feasible:
                first.setdefault(option.series, option)
        return first
