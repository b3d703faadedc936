"""What belongs to one option alone: its prices, its machines, what they serve."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp

from breakeven.domain.offers import RentalOffer, TokenPrice
from breakeven.domain.workload import Workload
from breakeven.economics.bill import tokens_by_tier
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.owned import Server
from breakeven.economics.recipe import Recipe
from breakeven.economics.rows import ReservedRow, StatedRow, TokenRow

P95 = 1.645
"""Standard deviations between the mean and the 95 % point of a normal distribution."""
MEASURED = {
    "simulation": "simulated on the workload's requests inside the latency targets",
    "closed-form": "predicted by the closed form inside the latency targets",
}


@dataclass(frozen=True, slots=True)
class Given:
    """One number of an option, as a reader may change it."""

    key: str
    what: str
    value: float
    unit: str
    source: str
    low: float | None = None
    high: float | None = None
    """5 and 95 %, where a range is known."""


def own_inputs(recipe: Recipe, workload: Workload) -> tuple[Given, ...]:
    """Return the numbers that belong to an option alone."""
    row = recipe.row
    if isinstance(row, TokenRow):
        return (*_tokens(row, workload), *_second(row))
    if isinstance(row, ReservedRow):
        return tuple(_reserved(row))
    if isinstance(row, FleetRow):
        return (*_fleet(row), *_base(recipe))
    return tuple(_stated(row)) if isinstance(row, StatedRow) else ()


def _at_hours(row: TokenRow, workload: Workload) -> Iterator[Given]:
    """Yield the mean prices of a day, of an offer whose prices depend on the hour."""
    said = f"mean over the requests that pay it, {row.source}"
    cached, inputs = workload.cached_input_share, workload.input_tokens.mean
    listed = row.offer.prices[0]
    for key, what, usd, tokens, known in (
        (
            "input",
            "input tokens",
            row.price.input_usd,
            inputs * (1.0 - cached),
            listed.input_usd_per_million_tokens,
        ),
        (
            "cached",
            "cached input tokens",
            row.price.cached_input_usd,
            inputs * cached,
            listed.cached_input_usd_per_million_tokens,
        ),
        (
            "output",
            "output tokens",
            row.price.output_usd,
            workload.output_tokens.mean,
            listed.output_usd_per_million_tokens,
        ),
    ):
        mean = usd / tokens * 1e6 if tokens else known
        yield Given(f"{key}_usd_per_mtok", what, mean, "USD/million tokens", said)
    if row.offer.usd_per_thousand_requests:
        usd = row.offer.usd_per_thousand_requests
        yield Given("usd_per_thousand_requests", "calls", usd, "USD/thousand requests", said)


def _second(row: TokenRow) -> Iterator[Given]:
    """Yield a rate limit, and what a second source asks for the rest."""
    if row.second is None:
        return
    second = row.second
    what, limit = "rate limit, input tokens", second.input_tokens_per_minute
    yield Given("limit_per_minute", what, limit, "tokens/minute", second.source)
    what, usd = "a request at the second source", second.usd_per_request
    yield Given("second_usd_per_request", what, usd, "USD/request", second.id)


def by_the_hour(row: TokenRow) -> bool:
    """Return whether the price of an offer's tokens depends on the hour."""
    return bool(row.offer.at_hours) and row.tier != "batch"


def _tokens(row: TokenRow, workload: Workload) -> Iterator[Given]:
    if by_the_hour(row):
        yield from _at_hours(row, workload)
        return
    offer, said = row.offer, row.source
    tiers = tokens_by_tier(offer, workload)
    means = (workload.input_tokens.mean, workload.output_tokens.mean)
    for i, (price, tokens) in enumerate(zip(offer.prices, tiers, strict=True), 1):
        tier = "" if len(tiers) == 1 else f"_tier{i}"
        yield from _of_tier(price, tier, said)
        if tier:
            shares = [t / m if m else 0.0 for t, m in zip(tokens, means, strict=True)]
            yield from _shares(shares, tier)
    if offer.usd_per_thousand_requests:
        usd = offer.usd_per_thousand_requests
        yield Given("usd_per_thousand_requests", "calls", usd, "USD/thousand requests", said)
    if row.tier == "batch":
        yield Given("batch_discount", "batch discount", offer.batch_discount, "share", said)


def _of_tier(price: TokenPrice, tier: str, said: str) -> Iterator[Given]:
    """Yield the prices of one tier."""
    above = f" above {price.above_input_tokens:,.0f} tokens" if price.above_input_tokens else ""
    for key, what, usd in (
        ("input", "input tokens", price.input_usd_per_million_tokens),
        ("cached", "cached input tokens", price.cached_input_usd_per_million_tokens),
        ("output", "output tokens", price.output_usd_per_million_tokens),
    ):
        yield Given(f"{key}_usd_per_mtok{tier}", what + above, usd, "USD/million tokens", said)


def _shares(shares: Sequence[float], tier: str) -> Iterator[Given]:
    """Yield which shares of the tokens fall into a tier."""
    known = "lengths of the workload's requests"
    for key, share in zip(("input", "output"), shares, strict=True):
        what = f"share of {key} tokens in{tier.replace('_', ' ')}"
        yield Given(f"{key}_share{tier}", what, share, "share", known)


def _reserved(row: ReservedRow) -> Iterator[Given]:
    offer, said = row.offer, row.source
    yield Given("usd_per_unit_hour", f"a {offer.unit}", offer.usd_per_unit_hour, "USD/hour", said)
    yield Given("increment", "units are sold in steps of", offer.increment, offer.unit, said)
    yield Given("minimum_units", "least units", offer.minimum_units, offer.unit, said)
    each = offer.input_tokens_per_minute_per_unit
    yield Given("tokens_per_minute", "input tokens a minute of a unit", each, "tokens/minute", said)
    weight = offer.output_token_weight
    yield Given("output_weight", "input tokens that an output token counts as", weight, "", said)
    cached = offer.cached_token_weight
    yield Given("cached_weight", "input tokens that a cached token counts as", cached, "", said)


def _fleet(row: FleetRow) -> Iterator[Given]:
    machine = row.machine
    if isinstance(machine, Server):
        what = "a machine with its share of the network"
        yield Given("machine_usd", what, machine.usd, "USD", machine.source)
        what = "power limit of its GPUs"
        yield Given("kilowatts", what, machine.kilowatts, "kW", "data sheet of the GPU")
    else:
        yield from _rents(row, machine)
    yield Given("gpus", "GPUs of a machine", machine.accelerator_count, "GPUs", row.source)
    if row.scaling == "scale-to-zero":
        latency = row.replica.latency
        said = "predicted, when idle"
        yield Given("ttft_p50_ms", "first token, median", latency.ttft_p50_ms, "ms", said)
        yield Given("tpot_p50_ms", "each further token, median", latency.tpot_p50_ms, "ms", said)
        return
    yield Given("replicas", "replicas on a machine", row.replicas_held, "replicas", row.id)
    rate = row.rate
    said = MEASURED[rate.source] if rate else ""
    yield Given(
        "requests_per_second",
        "a replica serves, at these token lengths",
        row.replica.requests_per_second,
        "requests/second",
        said,
        row.replica.requests_per_second * exp(-P95 * row.error),
        row.replica.requests_per_second * exp(P95 * row.error),
    )


def _base(recipe: Recipe) -> Iterator[Given]:
    """Yield the base of a mixed fleet, which is fixed for the months ahead."""
    if isinstance(recipe.row, FleetRow) and recipe.row.peak_machine:
        what = "machines reserved for all months ahead"
        said = "the best at these inputs; for changed ones run breakeven anew"
        yield Given("base_machines", what, recipe.base, "machines", said)


def _rents(row: FleetRow, machine: RentalOffer) -> Iterator[Given]:
    what = "a machine of the base" if row.peak_machine else "a machine"
    yield Given("usd_per_hour", what, machine.usd_per_hour, "USD/hour", row.source)
    if row.peak_machine:
        peak = row.peak_machine
        said = str(peak.provenance)
        yield Given("peak_usd_per_hour", "a machine on demand", peak.usd_per_hour, "USD/hour", said)
    if row.scaling != "scale-to-zero":
        yield Given("weights_gb", "files of the model", row.replica.weights_gb, "GB", "the model")


def _stated(row: StatedRow) -> Iterator[Given]:
    offer, said = row.offer, row.source
    yield Given("usd_per_month", "an instance", offer.usd_per_month, "USD/month", said)
    yield Given("requests_per_day", "it serves", offer.requests_per_day, "requests/day", said)
