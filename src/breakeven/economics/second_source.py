"""What a rate limit costs: requests beyond it go to a second source, at that one's price.

share = sum_h w_h max(0, load_h - limit) / sum_h w_h load_h

with the mean load of each typical hour in input tokens a minute; shorter bursts are retried within
the hour. The share is that of the workload's volume: at others, curves keep it.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from breakeven.domain.offers import TokenOffer
from breakeven.economics.market import Market, Question
from breakeven.economics.options import Options
from breakeven.economics.rows import SecondSource, TokenRow

MINUTES_PER_DAY = 1_440.0
NAME = "second_source"
"""By which it is switched off."""


def share_beyond(limit_tokens_per_minute: float, question: Question) -> float:
    """Return the share of the requests that come while the input exceeds a limit, beyond it."""
    hours = question.demand.hours
    shape = hours.relative / float(np.sum(hours.relative * hours.weight))
    work = question.workload
    mean = work.requests_per_day * work.input_tokens.mean / MINUTES_PER_DAY
    beyond = np.maximum(mean * shape - limit_tokens_per_minute, 0.0)
    return float(np.sum(beyond * hours.weight)) / mean


def limit_of(offer: TokenOffer, market: Market, question: Question) -> tuple[float, str] | None:
    """Return an offer's input tokens a minute with where that is known from, None where unknown.

    What the organisation says of its own account goes before what is published.
    """
    own = question.rules.tokens_per_minute
    for name in (f"{offer.provider}/{offer.model}", offer.provider):
        if name in own:
            return own[name], "as the rules say"
    published = market.rate_limits.get((offer.provider, offer.model))
    if published is None:
        return None
    return published.input_tokens_per_minute, str(published.provenance)


def with_second_sources(found: Options, market: Market, question: Question) -> Options:
    """Return the options, those beyond their rate limit with a second source for the rest.

    That is the cheapest: the same model elsewhere, else any model that will do. Batches have limits
    of their own.
    """
    if NAME in question.without:
        return found
    usual = {
        i: row for i, row in enumerate(found.rows) if isinstance(row, TokenRow) and not row.tier
    }
    others = tuple(usual.values())
    changed = {i: _limited(row, others, market, question) for i, row in usual.items()}
    changed = {i: row for i, row in changed.items() if row.second}
    return found.with_tokens(changed, question) if changed else found


def _limited(
    row: TokenRow, others: Sequence[TokenRow], market: Market, question: Question
) -> TokenRow:
    limit = limit_of(row.offer, market, question)
    if limit is None:
        return row
    tokens, source = limit
    share = share_beyond(tokens, question)
    elsewhere = [o for o in others if o.offer.provider != row.offer.provider]
    same = [o for o in elsewhere if o.offer.model == row.offer.model]
    if share <= 0.0 or not elsewhere:
        return row
    second = min(same or elsewhere, key=lambda other: other.price.total_usd)
    return replace(
        row,
        second=SecondSource(
            id=second.id,
            share=share,
            usd_per_request=second.price.total_usd,
            input_tokens_per_minute=tokens,
            source=source,
        ),
    )
