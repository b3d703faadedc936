"""A smaller market for a quick look: what leads, and each machine where it is cheapest."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.offer_names import FleetName, parse_offer
from breakeven.domain.offers import RentalOffer
from breakeven.economics.decision import Decision, Option
from breakeven.economics.envelope import less_is_better
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.machines import allowed, oldest_price
from breakeven.economics.market import Market, Question
from breakeven.economics.options import Options

LEADING = 20
"""Options of a decision whose models and accelerators stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortlist:
    """What leads a decision."""

    models: frozenset[str]
    fleets: Mapping[str, frozenset[str]]
    """Models that lead on machines of one's own, with the accelerators on which they do; the others
    are weighed as tokens alone."""

    @property
    def accelerators(self) -> frozenset[str]:
        """Those on which some model leads."""
        return frozenset().union(*self.fleets.values())


def shortlist(decision: Decision) -> Shortlist:
    """Return what leads a decision: at its volume, at others, over its months, of each kind."""
    by_id = {option.id: option for option in decision.options}
    names = dict.fromkeys(
        [
            *(option.id for option in decision.feasible[:LEADING]),
            *(region.cheapest for region in decision.regions),
            *decision.curves,
            *(one.id for one in (decision.prospect.options if decision.prospect else ())),
        ]
    )
    leading = [by_id[name] for name in names if name in by_id]
    fleets: dict[str, set[str]] = {}
    for option in leading:
        if named := _fleet(option):
            fleets.setdefault(option.model, set()).add(named.accelerator)
    models = {option.model for option in leading} | {decision.reference_model}
    return Shortlist(
        models=frozenset(models - {""}),
        fleets={model: frozenset(found) for model, found in fleets.items()},
    )


def _fleet(option: Option) -> FleetName | None:
    if option.kind not in ("rented", "owned"):
        return None
    named = parse_offer(option.id)
    return named if isinstance(named, FleetName) else None


def shortlisted(market: Market, question: Question, leading: Shortlist) -> Market:
    """Return the market of what leads, with the cheapest of equal machines.

    A dearer machine with the same accelerators under the same terms never wins.
    """
    oldest = oldest_price(market.as_of, question.assumptions)
    cheapest: dict[tuple[str, int, str], RentalOffer] = {}
    accelerators = leading.accelerators
    for rental in market.rentals:
        if rental.accelerator not in accelerators:
            continue
        key = (rental.accelerator, rental.accelerator_count, rental.purchase)
        known = cheapest.get(key)
        if (known is None or rental.usd_per_hour < known.usd_per_hour) and allowed(
            rental, market, question, oldest
        ):
            cheapest[key] = rental
    return replace(
        market,
        models={
            name: model if name in leading.fleets else replace(model, architecture=None)
            for name, model in market.models.items()
            if name in leading.models
        },
        rentals=tuple(cheapest.values()),
        weighed_on=leading.fleets,
        hardware=tuple(h for h in market.hardware if h.accelerator in accelerators),
    )


def unbeaten(found: Options, question: Question) -> Options:
    """Return the options without fleets that another one beats or equals in all that costs.

    They are compared with those of the same model, provider and purchase mode, whose bills have the
    same lines. Under a carbon budget the dearer one may be the one that is left: all stay.
    """
    if question.rules.max_kg_co2e_per_month is not None or not found.rows:
        return found
    ways = [
        (row.kind, row.purchase, row.provider, row.candidate.model.id)
        if isinstance(row, FleetRow)
        else row.id
        for row in found.rows
    ]
    place = {way: i for i, way in enumerate(dict.fromkeys(ways))}
    group = np.array([place[way] for way in ways])
    as_good = group[:, None] == group
    equal = as_good.copy()
    for one in less_is_better(found.curve, size=group.size):
        as_good &= one[:, None] <= one
        equal &= one[:, None] == one
    # Of equals the first stays.
    beats = as_good & ~np.tril(equal)
    return found.take(np.flatnonzero(~beats.any(axis=0)))
