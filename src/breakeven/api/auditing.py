"""`audit` and `recompute`: claims about cost, from their own inputs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from breakeven.api.catalogs import catalog_of
from breakeven.domain.claim import Beside, Claim, Stated
from breakeven.domain.claim_terms import TERMS
from breakeven.domain.errors import AmbiguousName, InputError, UnknownName
from breakeven.economics.claims import audit as audits
from breakeven.economics.claims.audit import Audit
from breakeven.economics.claims.derivation import ASSUMED, FORMULAS, Step, derive, finite, missing
from breakeven.inputs.catalog import Catalog
from breakeven.inputs.claim_toml import claim_of, read_claim

T = TypeVar("T")
HALF = 0.5
"""Share of an engineer that is counted where a claim counts none: the least that is reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """A quantity that follows from some inputs."""

    quantity: str
    value: float | list[float]
    """One number, or the ends of a range; infinite where it never comes about."""
    unit: str
    steps: tuple[Step, ...]

    def to_dict(self) -> dict[str, object]:
        """Return it for JSON."""
        return {
            "quantity": self.quantity,
            "value": finite(self.steps[-1].value),
            "unit": self.unit,
            "steps": [s.to_dict() for s in self.steps],
        }


def audit(
    claim: Claim | Mapping[str, Any] | Path | str,
    *,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
) -> Audit:
    """Recompute a claim's figures from its own inputs and say what it leaves out.

    `claim` is a file, its content as a dictionary, or a `Claim`. Facts are only used beside it.
    """
    if isinstance(claim, Mapping):
        read = claim_of(claim)
    else:
        read = claim if isinstance(claim, Claim) else read_claim(claim)
    return audits.audit(read, _beside(read, catalog_of(as_of, facts)))


def recompute(quantity: str, **inputs: Stated) -> Recomputed:
    """Return one quantity from whatever inputs lead to it.

    >>> recompute("breakeven_hours", hardware_usd=833_806, cloud_usd_per_hour=98.32,
    ...           owned_opex_usd_per_hour=0.87).value
    8556.24...
    """
    for name in (quantity, *inputs):
        if name not in TERMS:
            raise UnknownName("quantity", name, TERMS)
    steps = derive(quantity, inputs)
    if not steps:
        needed = ", ".join(missing(quantity, inputs))
        raise InputError(f"{quantity} needs more inputs: {needed}", where=quantity)
    value = steps[-1].value.plain
    return Recomputed(quantity=quantity, value=value, unit=TERMS[quantity].unit, steps=steps)


def claim_terms(word: str = "") -> dict[str, object]:
    """Return the names that claims may use, with their formulas; of those that mention `word`."""
    rows = []
    for term in TERMS.values():
        formulas = [f.text for f in FORMULAS if f.output == term.name]
        assumed = [f.assumes for f in ASSUMED if f.output == term.name]
        if word.casefold() in f"{term.name} {term.meaning} {term.unit}".casefold():
            row = {"name": term.name, "unit": term.unit, "meaning": term.meaning}
            rows.append({**row, "formulas": formulas, "assumed": assumed[0] if assumed else None})
    return {"terms": rows}


def _beside(claim: Claim, catalog: Catalog) -> Beside:
    """Return what facts know of a claim's machine, and what is usual."""
    unknown: list[str] = []
    model = _known(catalog.model, claim.model, unknown)
    accelerator = _known(catalog.accelerator, claim.gpu, unknown)
    typical = {name: a.value for name, a in catalog.assumptions.items()}
    usd, hours = typical["engineer_usd_per_hour"], typical["engineer_hours_per_month"]
    active = (model.active_parameters_billion or model.parameters_billion) if model else 0.0
    return Beside(
        active_parameters_billion=active or None,
        peak_tflops=max(accelerator.dense_tflops.values()) if accelerator else None,
        typical={**typical, "half_engineer_usd_per_month": HALF * usd * hours},
        today=catalog.as_of,
        unknown=tuple(unknown),
    )


def _known(find: Callable[[str], T], name: str, unknown: list[str]) -> T | None:
    """Return the fact of a name; claims speak of what no fact knows, too."""
    try:
        return find(name) if name else None
    except (UnknownName, AmbiguousName) as error:
        unknown.append(error.message)
        return None
