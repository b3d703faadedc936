"""A scenario's cascade as a question takes it: models by our ids, a share with its source."""

from collections.abc import Mapping
from pathlib import Path

from breakeven.domain.cascade import Cascade, Escalation
from breakeven.domain.errors import InputError
from breakeven.domain.provenance import Assumption
from breakeven.inputs.catalog import Catalog
from breakeven.inputs.escalations import read_escalations

ASSUMED = "escalation_share"


def escalation_of(
    said: Cascade, catalog: Catalog, assumptions: Mapping[str, Assumption], *, folder: Path
) -> Escalation | None:
    """Return who answers what; None where no cascade is asked for.

    Raises InputError where one of the two models is missing, or both say the share.
    """
    if said == Cascade():
        return None
    if not (said.small and said.large):
        raise InputError("[cascade] needs two models: small and large")
    if said.results and said.escalation_rate is not None:
        raise InputError("[cascade] has escalation_rate and results: give one of them")
    small, large = (catalog.model(name).id for name in (said.small, said.large))
    if small == large:
        raise InputError(f"[cascade] small and large are both {small}: give two models")
    success, requests = None, 0
    if said.results:
        found = read_escalations(folder / said.results)
        share, source = found.share, f"{found.requests:,} requests measured in {said.results}"
        success, requests = found.success, found.requests
    elif said.escalation_rate is not None:
        share, source = said.escalation_rate, "as given"
    else:
        one = assumptions[ASSUMED]
        share = one.value
        source = f"assumed, {one.low:.0%} to {one.high:.0%} as published: {one.provenance}"
    return Escalation(
        small=small,
        large=large,
        kind=said.kind,
        share=share,
        source=source,
        assumed=not said.results and said.escalation_rate is None,
        success=success,
        requests=requests,
    )
