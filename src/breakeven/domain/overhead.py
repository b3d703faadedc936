"""What calculators forget: one cost beside tokens and machines, with its range."""

from dataclasses import dataclass, fields, replace
from typing import Annotated, Literal, get_args

from annotated_types import MinLen

from breakeven.domain.offers import OptionKind, Purchase
from breakeven.domain.provenance import Assumption

Basis = Literal[
    "usd-per-month",
    "usd-per-gpu-month",
    "usd-per-machine-month",
    "share-of-machines",
    "share-of-tokens",
    "usd-per-million-requests",
    "engineers",
    "engineers-per-gpu",
    "usd-once",
    "engineer-hours-once",
    "usd-per-gb-out",
    "usd-per-gb-month",
]
BASES: tuple[Basis, ...] = get_args(Basis)
UNITS: dict[Basis, str] = {
    "usd-per-month": "USD/month",
    "usd-per-gpu-month": "USD/GPU/month",
    "usd-per-machine-month": "USD/machine/month",
    "share-of-machines": "share",
    "share-of-tokens": "share",
    "usd-per-million-requests": "USD/million requests",
    "engineers": "share of an engineer",
    "engineers-per-gpu": "share of an engineer/GPU",
    "usd-once": "USD",
    "engineer-hours-once": "hours",
    "usd-per-gb-out": "USD/GB",
    "usd-per-gb-month": "USD/GB/month",
}
"""What a value is counted in, by its basis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overhead(Assumption):
    """An assumption that makes a line of a bill."""

    line: Annotated[str, MinLen(1)]
    """Name of the bill's line; several overheads may share one."""
    basis: Basis
    """What the value is multiplied with."""
    kinds: Annotated[tuple[OptionKind, ...], MinLen(1)]
    """Kinds of options that carry it."""
    purchases: tuple[Purchase, ...] = ()
    """Purchase modes that carry it; empty for all."""

    @property
    def is_once(self) -> bool:
        """Whether it is paid once, not every month."""
        return self.basis.endswith("-once")

    @property
    def assumption(self) -> Assumption:
        """The value and its range alone."""
        return Assumption(**{f.name: getattr(self, f.name) for f in fields(Assumption)})

    def with_value(self, said: Assumption) -> "Overhead":
        """Return the same line with the value, range and origin of an assumption."""
        return replace(
            self, value=said.value, low=said.low, high=said.high, provenance=said.provenance
        )
