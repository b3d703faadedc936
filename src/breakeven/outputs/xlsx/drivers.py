"""What an option's lines are multiplied with, as formulas of its inputs."""

from collections.abc import Mapping

from breakeven.domain.units import SECONDS_PER_DAY, TOKENS_PER_MILLION
from breakeven.economics.fleet_rows import DISK_GB, FleetRow
from breakeven.economics.recipe import Recipe
from breakeven.economics.reserved import MINUTES_PER_DAY
from breakeven.economics.rows import ReservedRow, StatedRow, TokenRow
from breakeven.outputs.xlsx.inputs_sheet import Inputs, Traffic
from breakeven.outputs.xlsx.live import PRODUCT, ZERO, Live, live, rounded_up, total
from breakeven.outputs.xlsx.own_inputs import by_the_hour

Own = Mapping[str, Live]
DAY_HOURS = 24.0


def token_parts(recipe: Recipe, inputs: Inputs) -> dict[str, Live]:
    """Return what the tokens of one mean request cost, by the line of the bill, in US dollars."""
    row, own, traffic = recipe.row, inputs.own[recipe.id], inputs.traffic
    if not isinstance(row, TokenRow):
        return {}
    several = len(row.offer.prices) > 1 and not by_the_hour(row)
    tiers = [f"_tier{i}" for i in range(1, len(row.offer.prices) + 1)] if several else [""]
    off = 1.0 - own["batch_discount"] if "batch_discount" in own else live(1.0)
    fresh, cached, outputs = ([], [], [])
    for tier in tiers:
        tokens = traffic.input_tokens * own.get(f"input_share{tier}", live(1.0))
        made = traffic.output_tokens * own.get(f"output_share{tier}", live(1.0))
        fresh.append(tokens * (1.0 - traffic.cached_share) * own[f"input_usd_per_mtok{tier}"])
        cached.append(tokens * traffic.cached_share * own[f"cached_usd_per_mtok{tier}"])
        outputs.append(made * own[f"output_usd_per_mtok{tier}"])
    found = {
        "input tokens": total(fresh) * off / TOKENS_PER_MILLION,
        "cached input tokens": total(cached) * off / TOKENS_PER_MILLION,
        "output tokens": total(outputs) * off / TOKENS_PER_MILLION,
    }
    if "usd_per_thousand_requests" in own:
        found["calls"] = own["usd_per_thousand_requests"] / 1_000.0
    if row.second is not None:
        share = _beyond(own["limit_per_minute"], traffic)
        found = {name: usd * (1.0 - share) for name, usd in found.items()}
        found["second source"] = share * own["second_usd_per_request"]
    return found


def _beyond(limit: Live, traffic: Traffic) -> Live:
    """Return the share of the requests beyond a rate limit, as `economics.second_source`."""
    mean = traffic.requests_per_day * traffic.input_tokens / MINUTES_PER_DAY
    hours, places = traffic.hourly.relative, traffic.hourly.place
    usual = sum(hours) / len(hours)
    over = [max(mean.value * hour / usual - limit.value, 0.0) for hour in hours]
    load = f"({mean.inside(2)}*{places}/AVERAGE({places})-{limit.formula})"
    text = f"SUMPRODUCT(({load}+ABS({load}))/2)/COUNT({places})/({mean.formula})"
    return Live(sum(over) / len(over) / mean.value, text, PRODUCT)


def drivers(recipe: Recipe, inputs: Inputs) -> dict[str, Live]:
    """Return the drivers of an option's lines; those that it lacks are left out."""
    row, own, traffic = recipe.row, inputs.own[recipe.id], inputs.traffic
    answers = traffic.output_tokens * traffic.days_per_month
    found = {"one": live(1.0), "output_tokens": answers}
    if isinstance(row, TokenRow):
        request = total(token_parts(recipe, inputs).values())
        return {**found, "request_usd": request * traffic.days_per_month}
    if isinstance(row, ReservedRow):
        hours = DAY_HOURS * traffic.days_per_month
        rent = own["increment"] * own["usd_per_unit_hour"] * hours
        return {**found, "rent_usd": rent, "machine_usd": rent}
    if isinstance(row, StatedRow):
        return {"one": live(1.0), "rent_usd": own["usd_per_month"]}
    assert isinstance(row, FleetRow)  # noqa: S101 - there is no other kind of row
    if row.scaling == "scale-to-zero":
        return {**found, **_by_the_second(own, traffic)}
    return {**found, "gpus": own["gpus"], **_machine(own, inputs)}


def _by_the_second(own: Own, traffic: Traffic) -> dict[str, Live]:
    second = own["usd_per_hour"] / 3_600.0 * traffic.days_per_month
    served = (own["ttft_p50_ms"] + own["tpot_p50_ms"] * traffic.output_tokens) / 1_000.0
    return {"request_usd": second * served, "second_usd": second}


def _machine(own: Own, inputs: Inputs) -> dict[str, Live]:
    if "machine_usd" in own:
        life = 12.0 * inputs.value("lifetime_years")
        month = own["machine_usd"] * (1.0 - inputs.value("resale_share")) / life
        capex = own["machine_usd"]
        return {"capex_usd": capex, "machine_usd": month, "kilowatts": own["kilowatts"]}
    hour = own.get("peak_usd_per_hour", own["usd_per_hour"])
    rent = hour * DAY_HOURS * inputs.traffic.days_per_month
    disks = DISK_GB * rounded_up(own["weights_gb"] / DISK_GB)
    return {"rent_usd": rent, "machine_usd": rent, "disk_gb": disks}


def served_per_day(recipe: Recipe, inputs: Inputs) -> Live | None:
    """Return the mean volume at which one machine is full at its peak; None without machines."""
    row, own, traffic = recipe.row, inputs.own[recipe.id], inputs.traffic
    if isinstance(row, StatedRow):
        return own["requests_per_day"]
    if isinstance(row, ReservedRow):
        cached = traffic.cached_share
        read = 1.0 - cached + cached * own["cached_weight"]
        counted = traffic.input_tokens * read + traffic.output_tokens * own["output_weight"]
        each = own["increment"] * own["tokens_per_minute"] * MINUTES_PER_DAY
        return each / (counted * traffic.peak_factor)
    if isinstance(row, FleetRow) and row.scaling != "scale-to-zero":
        peak = own["requests_per_second"] * own["replicas"] * SECONDS_PER_DAY
        return peak / traffic.peak_factor
    return None


def minimum_machines(recipe: Recipe, inputs: Inputs) -> Live:
    """Return the machines at any volume."""
    own = inputs.own[recipe.id]
    if isinstance(recipe.row, ReservedRow):
        return rounded_up(own["minimum_units"] / own["increment"])
    return live(float(recipe.time.minimum)) if served_per_day(recipe, inputs) else ZERO
