"""Where the lesson's arithmetic errs: instances, crossings, its example, what it never prices."""

from collections.abc import Sequence
from math import ceil
from typing import Final

from breakeven.domain.errors import InputError
from breakeven.domain.offers import TokenOffer
from breakeven.domain.provenance import Provenance
from breakeven.domain.workload import Lengths, Workload
from breakeven.economics.bill import request_price
from breakeven.economics.breakeven import Breakeven, cross
from breakeven.economics.curve import CostCurve
from breakeven.inputs.catalog import Catalog
from breakeven.lesson.analyser import (
    DAYS_PER_MONTH,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    CostComparisonAnalyzer,
)
from breakeven.lesson.difference import OWN_TABLES, Difference
from breakeven.outputs.numbers import times, usd

SMALL, LARGE = "llama-3.1-8b", "llama-3.1-70b"
CHEAP, STRONG = "gpt-4o-mini", "gpt-4o"
ENTERPRISE_REQUESTS: Final = 200_000
"""A day, in the lesson's largest scenario."""
EXAMPLE_REQUESTS: Final = 1_000_000
"""A month, in the example of the lesson's prose."""


def api_line(analyzer: CostComparisonAnalyzer, model: str) -> CostCurve:
    """Return the API's cost over volume: a line."""
    one = analyzer.calculate_api_cost(model, 1, INPUT_TOKENS, OUTPUT_TOKENS)
    return CostCurve(per_request=one)


def staircase(analyzer: CostComparisonAnalyzer, model: str) -> CostCurve:
    """Return the hosting's cost over volume: instances that serve exactly what they can."""
    cost = analyzer.hosting_costs[model]
    return CostCurve(
        step_usd=cost["monthly_cost"],
        step_requests=float(cost["requests_per_day"]),
        minimum_steps=1.0,
    )


def crossings(analyzer: CostComparisonAnalyzer, api_model: str, hosting_model: str) -> Breakeven:
    """Return every volume at which the cheaper of the two changes."""
    names = (api_model, hosting_model)
    return cross(api_line(analyzer, api_model), staircase(analyzer, hosting_model), names=names)


def instances() -> Difference:
    """Return what the lesson says about the number of instances."""
    analyzer = CostComparisonAnalyzer()
    capacity = analyzer.hosting_costs[SMALL]["requests_per_day"]
    bought = analyzer.instances(SMALL, ENTERPRISE_REQUESTS)
    needed = ceil(ENTERPRISE_REQUESTS / capacity)
    each = analyzer.hosting_costs[SMALL]["monthly_cost"]
    return Difference(
        topic="instances",
        lesson_says=f"{ENTERPRISE_REQUESTS:,} requests a day need {bought} boxes of the 8B,"
        f" {usd(bought * each)} a month",
        fact=f"{needed} boxes, {usd(needed * each)} a month",
        why=f"past one instance the lesson buys floor(volume / capacity) + 1; at an exact multiple"
        f" of {capacity:,} from twice on that is one too many, ceil is right",
        source=OWN_TABLES,
    )


def break_evens() -> Difference:
    """Return what the lesson says about the break-even point."""
    analyzer = CostComparisonAnalyzer()
    first = analyzer.find_breakeven(CHEAP, SMALL)["breakeven_daily_requests"]
    found = crossings(analyzer, CHEAP, SMALL)
    ranges = "; ".join(
        f"{region.cheapest} from {region.from_requests_per_day:,.2f}"
        + (f" to {region.to_requests_per_day:,.2f}" if region.to_requests_per_day else " on")
        for region in found.regions
    )
    return Difference(
        topic="break-even",
        lesson_says=f"the break-even of {CHEAP} and the 8B is {first:,} requests a day",
        fact=f"there are {len(found.crossings)}: {ranges}",
        why="an API's cost is a line and hosting's is a staircase: each new instance hands the"
        " lead back until it is filled; the lesson stops at the first step, in steps of 100",
        source=f"{OWN_TABLES}, exactly, {DAYS_PER_MONTH}-day month",
    )


def example() -> Difference:
    """Return what the lesson's prose says about a million requests a month."""
    analyzer = CostComparisonAnalyzer()
    daily = EXAMPLE_REQUESTS / DAYS_PER_MONTH
    api = analyzer.calculate_api_cost(STRONG, daily, INPUT_TOKENS, OUTPUT_TOKENS)
    hosted = analyzer.calculate_hosting_cost(LARGE, daily)
    return Difference(
        topic="a million requests a month",
        lesson_says="$10,000 by API, $2,000 on own GPUs: hosting is 5 times cheaper",
        fact=f"{usd(api)} by {STRONG}, {usd(hosted)} on {analyzer.instances(LARGE, daily)}"
        f" instances of the 70B: hosting is {times(hosted / api)} dearer",
        why=f"a cent a request is {times(0.01 * EXAMPLE_REQUESTS / api)} the price of {STRONG} in"
        f" the lesson's table, and {daily:,.0f} requests a day are more than one instance serves",
        source=OWN_TABLES,
    )


def hosted_elsewhere(catalog: Catalog) -> Difference:
    """Return what the lesson leaves out: the same weights, hosted by someone else."""
    analyzer = CostComparisonAnalyzer()
    parts = []
    for model in (SMALL, LARGE):
        offer, price = cheapest_hosted(catalog.token_offers, model)
        own = staircase(analyzer, model).slope / DAYS_PER_MONTH
        parts.append(
            f"{model} at {offer.provider} costs {usd(1000 * price)} per 1,000 requests, the"
            f" lesson's own GPUs {usd(1000 * float(own))} even when full ({offer.provenance})"
        )
    return Difference(
        topic="the same weights, hosted elsewhere",
        lesson_says="names Groq, Together AI and Replicate, prices none of them",
        fact="; ".join(parts),
        why="a host fills its GPUs with everybody's requests and asks for no minimum, so it is the"
        " comparator that own GPUs have to beat, and it usually wins first",
        source=f"token prices as of {catalog.as_of}; own GPUs {OWN_TABLES}",
    )


def cheapest_hosted(offers: Sequence[TokenOffer], model: str) -> tuple[TokenOffer, float]:
    """Return the cheapest hosted offer of a model, and what one of the lesson's requests costs."""
    workload = Workload(
        requests_per_day=1.0,
        input_tokens=Lengths.constant(INPUT_TOKENS),
        output_tokens=Lengths.constant(OUTPUT_TOKENS),
        provenance=Provenance(source="lesson"),
    )
    priced = [
        (offer, request_price(offer, workload).total_usd)
        for offer in offers
        if offer.model == model and offer.kind == "hosted"
    ]
    if not priced:
        raise InputError(f"no fact says what {model} costs at a host", where="prices/hosted")
    return min(priced, key=lambda pair: pair[1])
