"""Models behind an API: priced, or refused by a rule."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from breakeven.domain.offers import Excuse, TokenOffer
from breakeven.domain.reserved import ReservedOffer
from breakeven.economics.bill import request_price
from breakeven.economics.candidates import Candidate
from breakeven.economics.fleet import context_excuse
from breakeven.economics.machines import is_fresh, oldest_price, tokens_allowed
from breakeven.economics.market import Market, Question
from breakeven.economics.quality_floor import precision_excuse
from breakeven.economics.refusals import Refusal, refusal
from breakeven.economics.rows import ReservedRow, TokenRow
from breakeven.economics.time_of_day import mean_price, off_peak_price
from breakeven.serving.traffic import traffic_of


def token_options(
    market: Market, question: Question, judged: Sequence[Candidate]
) -> Iterator[TokenRow | ReservedRow | Refusal]:
    """Return every token offer of the judged models; open weights that nobody hosts are named."""
    by_model = {c.model.id: c for c in judged}
    hosted = {o.model for o in market.token_offers if o.kind == "hosted"}
    longest = traffic_of(question.workload).longest
    oldest = oldest_price(market.as_of, question.assumptions)
    for offer in market.token_offers:
        candidate = by_model.get(offer.model)
        if candidate is None:
            continue
        excuse = _excuse(offer, candidate, question, longest=longest, oldest=oldest)
        excuse = excuse or precision_excuse(candidate.model, offer.quantisation, market, question)
        if excuse:
            yield refusal(offer.id, offer.kind, candidate, excuse, provider=offer.provider)
        else:
            yield from _tiers(offer, _own_terms(candidate), question)
    for reserved in market.reserved:
        candidate = by_model.get(reserved.model)
        if candidate is None:
            continue
        excuse = _excuse(reserved, candidate, question, longest=longest, oldest=oldest)
        if excuse:
            name, provider = reserved.id, reserved.provider
            yield refusal(name, "reserved_api", candidate, excuse, provider=provider)
        else:
            yield ReservedRow(candidate=_own_terms(candidate), offer=reserved)
    nobody = Excuse(reason="price-unknown", detail="no host's price for these weights is known")
    for candidate in judged:
        if candidate.model.is_open and not candidate.excuse and candidate.model.id not in hosted:
            yield refusal(f"hosted:any/{candidate.model.id}", "hosted", candidate, nobody)


def _tiers(offer: TokenOffer, candidate: Candidate, question: Question) -> Iterator[TokenRow]:
    """Yield an offer at its list price and, where answers may wait, at its cheaper tiers."""
    workload = question.workload
    usual = mean_price(
        offer, workload, question.demand.relative, utc_offset_hours=question.utc_offset_hours
    )
    yield TokenRow(candidate=candidate, offer=offer, price=usual)
    if not question.batch:
        return
    if offer.batch_discount:
        price = request_price(offer, workload, batch=True)
        yield TokenRow(candidate=candidate, offer=offer, price=price, tier="batch")
    cheap = off_peak_price(offer, workload)
    if cheap is not None:
        yield TokenRow(candidate=candidate, offer=offer, price=cheap, tier="off-peak")


def _excuse(
    offer: TokenOffer | ReservedOffer,
    candidate: Candidate,
    question: Question,
    *,
    longest: float,
    oldest: date,
) -> Excuse | None:
    refused = tokens_allowed(offer.provider, question.rules)
    if refused:
        return refused
    if candidate.excuse:
        return candidate.excuse
    if not is_fresh(offer.provenance, oldest):
        return Excuse(reason="price-stale", detail=f"price of {offer.provenance.date}")
    return context_excuse(candidate.model, longest)


def _own_terms(candidate: Candidate) -> Candidate:
    """Return a model with a flag where only its weights' licence forbids what is asked.

    Who sells its tokens does so under terms of its own.
    """
    if candidate.weights_excuse is None:
        return candidate
    flag = (
        f"sold under the provider's own terms; for the weights, {candidate.weights_excuse.detail}"
    )
    return replace(candidate, flags=(*candidate.flags, flag))
