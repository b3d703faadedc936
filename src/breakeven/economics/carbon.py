"""What an option emits in a month: the electricity of its machines, or what has been published.

kg = machines x kW x server_power_over_gpu_power x mean_power_share x PUE x hours x kg per kWh

Location-based, of use alone: no certificates, and nothing of how the hardware was made. Power per
machine is that of its GPUs at their limit. Tokens emit what their provider has published; where
nothing was, nothing is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.domain.offers import Excuse, RentalOffer
from breakeven.domain.surroundings import GridIntensity
from breakeven.domain.units import SECONDS_PER_HOUR
from breakeven.economics.cost_lines import Assumed
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.market import Market, Question
from breakeven.economics.options import Options
from breakeven.economics.proximity import country_of
from breakeven.economics.refusals import Refusal, refusal
from breakeven.economics.rows import Row, TokenRow

POWER = ("server_power_over_gpu_power", "mean_power_share", "power_usage_effectiveness")
ENDS = ("low", "value", "high")
THOUSAND = 1_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Carbon:
    """Emissions of a month, in kg of CO2e."""

    kg_co2e_per_month: float
    low: float
    high: float
    source: str


def emissions(found: Options, market: Market, question: Question) -> list[Carbon | None]:
    """Return what each row emits at the workload's volume, None where it is not known."""
    volume = question.workload.requests_per_day
    spares = question.assumed("spare_machines") * np.asarray(found.ledger.time.spared, float)
    running = np.asarray(found.curve.running(volume), float) + spares
    published = _published(found.rows, market, question)
    return [
        _of_fleet(row, float(n), market, question)
        if isinstance(row, FleetRow)
        else published.get(row.id)
        for row, n in zip(found.rows, np.broadcast_to(running, len(found.rows)), strict=True)
    ]


def each_kg(found: Options, market: Market, question: Question) -> Array:
    """Return what each row emits in a month, in kg of CO2e: a machine of it that runs all month, or
    a month of its tokens. Not a number where that is not known.
    """
    published = _published(found.rows, market, question)
    made = [
        _of_fleet(row, 1.0, market, question)
        if isinstance(row, FleetRow)
        else published.get(row.id)
        for row in found.rows
    ]
    return np.array([one.kg_co2e_per_month if one else np.nan for one in made])


def within_budget(found: Options, market: Market, question: Question) -> Options:
    """Return the options that stay within the rules' carbon budget at the workload's volume."""
    most = question.rules.max_kg_co2e_per_month
    if most is None or not found.rows:
        return found
    kept: list[int] = []
    refused: list[Refusal] = list(found.refusals)
    for i, carbon in enumerate(emissions(found, market, question)):
        excuse = _excuse(carbon, question)
        if excuse is None:
            kept.append(i)
            continue
        row = found.rows[i]
        key = row.group or row.id
        refused.append(
            refusal(row.id, row.kind, row.candidate, excuse, provider=row.provider, key=key)
        )
    return found.take(np.array(kept, np.intp)).refusing(refused)


def may_mix(found: Options, market: Market, question: Question) -> bool:
    """Whether options may be put together under the budget.

    Each of them stays within it alone; machines and tokens that are known to emit together may not.
    """
    if question.rules.max_kg_co2e_per_month is None:
        return True
    return not _published(found.rows, market, question)


def _excuse(carbon: Carbon | None, question: Question) -> Excuse | None:
    rules = question.rules
    most = rules.max_kg_co2e_per_month or 0.0
    if carbon is None:
        if rules.unknown_carbon == "allowed":
            return None
        detail = "nobody has published what it emits, or where it runs"
        return Excuse(reason="carbon-unknown", detail=detail)
    if carbon.kg_co2e_per_month <= most:
        return None
    detail = f"{carbon.kg_co2e_per_month:,.0f} kg CO2e a month of at most {most:,.0f}"
    return Excuse(reason="carbon-budget", detail=detail)


def _of_fleet(row: FleetRow, running: float, market: Market, question: Question) -> Carbon | None:
    machine = row.machine
    kilowatts = machine.accelerator_count * row.replica.combo.accelerator.power_watts / THOUSAND
    places = (machine, *((row.peak_machine,) if row.peak_machine else ()))
    grids = [market.grids.get(country_of(place, market, question.rules)) for place in places]
    if not kilowatts or any(grid is None for grid in grids):
        return None
    # A mix whose peak runs elsewhere counts as if all of it ran on the worse of the two grids.
    grid = max((g for g in grids if g), key=lambda g: g.g_per_kwh)
    hours = _machine_hours(row, running, question)
    return _of_energy(row, kilowatts * hours, grid, question)


def _of_energy(row: FleetRow, kwh: float, grid: GridIntensity, question: Question) -> Carbon:
    names = POWER if row.purchase != "workstation" else POWER[:2]
    low, mid, high = (_wall(question, names, end) for end in ENDS)
    return Carbon(
        kg_co2e_per_month=kwh * mid * grid.g_per_kwh / THOUSAND,
        low=kwh * low * grid.low_g_per_kwh / THOUSAND,
        high=kwh * high * grid.high_g_per_kwh / THOUSAND,
        source=f"power x {' x '.join(names)} x {grid.country}'s grid ({grid.provenance})",
    )


def _wall(question: Question, names: Sequence[str], end: str) -> float:
    """Return what a kilowatt of GPUs takes at the wall, on the mean."""
    return float(np.prod([getattr(question.assumptions[name], end) for name in names]))


def _machine_hours(row: FleetRow, running: float, question: Question) -> float:
    """Return the hours that machines are up in a month: one that sleeps, only while it serves."""
    if row.scaling != "scale-to-zero" or not isinstance(row.machine, RentalOffer):
        return running * question.hours_per_month
    drivers, assumed = row.drivers(question), question.assumed
    second = row.machine.usd_per_hour / SECONDS_PER_HOUR
    seconds = (float(drivers.request_usd) + float(drivers.second_usd) * _awake(assumed)) / second
    return question.workload.requests_per_day * seconds / SECONDS_PER_HOUR


def _awake(assumed: Assumed) -> float:
    return float(assumed("cold_start_seconds") + assumed("idle_seconds"))


def _published(rows: Sequence[Row], market: Market, question: Question) -> dict[str, Carbon]:
    """Return what token offers emit by their names, as published, second sources included."""
    if not market.token_carbon:
        return {}
    tokens = [row for row in rows if isinstance(row, TokenRow)]
    own = {row.id: made for row in tokens if (made := _of_tokens(row, market, question))}
    found: dict[str, Carbon] = {}
    for row in tokens:
        made, second = own.get(row.id), row.second
        if made and second is None:
            found[row.id] = made
        elif made and second and second.id in own:
            found[row.id] = _mixed(made, own[second.id], second.share)
    return found


def _of_tokens(row: TokenRow, market: Market, question: Question) -> Carbon | None:
    fact = market.token_carbon.get((row.provider, row.candidate.model.id))
    if fact is None:
        return None
    tokens = question.requests_per_month * question.workload.output_tokens.mean
    each = tokens / THOUSAND / THOUSAND
    return Carbon(
        kg_co2e_per_month=each * fact.g_per_thousand_output_tokens,
        low=each * fact.low_g_per_thousand_output_tokens,
        high=each * fact.high_g_per_thousand_output_tokens,
        source=f"as published for its output tokens ({fact.provenance})",
    )


def _mixed(one: Carbon, other: Carbon, share: float) -> Carbon:
    parts: Array = np.array([1.0 - share, share])
    return Carbon(
        kg_co2e_per_month=float(parts @ [one.kg_co2e_per_month, other.kg_co2e_per_month]),
        low=float(parts @ [one.low, other.low]),
        high=float(parts @ [one.high, other.high]),
        source=f"{one.source}; {other.source}",
    )
