"""One name in front of a chosen option and the ones to fall back on."""

from collections.abc import Iterable, Iterator

from breakeven.domain.deployment import Backend, Gateway
from breakeven.domain.errors import NothingFeasible
from breakeven.domain.offers import TokenOffer
from breakeven.domain.workload import LatencyTargets
from breakeven.inputs.catalog import Catalog

OWN_PREFIX = "hosted_vllm"
"""LiteLLM's name of a server of one's own that speaks OpenAI's protocol."""
MOST = 3
"""Backends: the chosen one and two more."""


def gateway_of(
    catalog: Catalog,
    chosen: Backend | TokenOffer,
    others: Iterable[TokenOffer],
    *,
    model: str,
    targets: LatencyTargets,
) -> Gateway:
    """Return a gateway; `others` are the same model elsewhere, the ones to prefer first.

    Raises NothingFeasible where LiteLLM does not know the chosen provider.
    """
    first = chosen if isinstance(chosen, Backend) else backend_of(catalog, chosen)
    if first is None:
        raise NothingFeasible("LiteLLM knows no such provider", where=getattr(chosen, "id", model))
    rest = _backends(catalog, others, but=first.offer)
    return Gateway(
        model=model,
        backends=(first, *list(rest)[: MOST - 1]),
        defaults=catalog.defaults,
        targets=targets,
        as_of=catalog.as_of,
    )


def own_backend(offer: str, weights: str) -> Backend:
    """Return replicas of one's own behind one address."""
    return Backend(
        offer=offer,
        model=f"{OWN_PREFIX}/{weights}",
        key="SELF_HOSTED_API_KEY",
        base="SELF_HOSTED_API_BASE",
        why="one's own replicas behind one address, such as http://NAME:8000/v1",
    )


def backend_of(catalog: Catalog, offer: TokenOffer) -> Backend | None:
    """Return a provider of tokens as LiteLLM names it; None where it does not know it."""
    known = catalog.gateways.get(offer.provider)
    references = (q.reference for q in catalog.quotes if q.offer.id == offer.id and q.reference)
    reference = next(references, "")
    if known is None or not reference:
        return None
    price = offer.prices[0]
    return Backend(
        offer=offer.id,
        model=f"{known.prefix}/{reference}",
        key=known.key,
        base=known.base,
        why=f"${price.input_usd_per_million_tokens:g} per million tokens in,"
        f" ${price.output_usd_per_million_tokens:g} out ({offer.provenance})",
    )


def _backends(catalog: Catalog, others: Iterable[TokenOffer], *, but: str) -> Iterator[Backend]:
    for offer in others:
        found = backend_of(catalog, offer) if offer.id != but else None
        if found:
            yield found
