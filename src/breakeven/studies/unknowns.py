"""What nobody knows exactly of a question: every assumption with a range, and the predictions."""

from collections.abc import Iterable

from breakeven.domain.provenance import Assumption
from breakeven.economics.market import Question
from breakeven.economics.options import Options
from breakeven.economics.outlook import CUT_MONTH, CUTS, MONTHS_PER_YEAR, RESTS_ON
from breakeven.studies.unknown import Z_TAIL, Unknown

PREDICTION = "prediction"
"""The error that all predicted capacities share, in standard deviations."""
SHARED = 0.5
"""Share of the variance of a prediction's error that all predictions have in common."""
FLEET = ("burst_minute", "spare_machines")
"""Assumptions of a fleet's size."""
OWN = ("resale_share", "lifetime_years")
PLACED = (
    PREDICTION,
    "burst_minute",
    "people_share",
    "engineer_usd_per_hour",
    "spare_machines",
    "on_call_usd_per_month",
    "people_per_rented_gpu",
    "people_per_own_gpu",
    "observability_usd_per_month",
    "setup_hours",
    "migration_usd",
    "growth_per_month",
    "engine_gain_per_year",
    "api_price_change_per_year",
    "hosted_price_change_per_year",
    "rental_price_change_per_year",
    "hardware_price_change_per_year",
    "api_price_cut",
    "hosted_price_cut",
    CUT_MONTH,
    "resale_share",
    "electricity_usd_per_kwh",
    "retry_share",
    "cloud_support_share",
    "spot_loss_share",
    "discount_rate_per_year",
    "engineer_hours_per_month",
)
"""The main unknowns: each has its own dimension of the points, for good; new ones come last."""


def prediction_of(group: str) -> str:
    """Return the name of the error that the predictions of one group have of their own."""
    return f"{PREDICTION} of {group}"


def unknowns_of(found: Options, question: Question, *, ahead: bool) -> tuple[Unknown, ...]:
    """Return the unknowns that the bills of some options rest on; `ahead`: those of later months.

    What someone states has no range and is no unknown.
    """
    names = [name for line in found.ledger.used for name in line.rests_on]
    fleets = any(row.group for row in found.rows)
    names += FLEET if fleets else ()
    if ahead:
        names += RESTS_ON
    groups = dict.fromkeys(row.group for row in found.rows if row.error > 0)
    return (
        *_assumed(dict.fromkeys(names), question),
        *((*_cuts(question), _cut_month()) if ahead else ()),
        *((_normal(PREDICTION),) if groups else ()),
        *(_normal(prediction_of(group)) for group in groups),
    )


def _assumed(names: Iterable[str], question: Question) -> list[Unknown]:
    found = []
    for name in names:
        one = question.assumptions.get(name)
        if one is None or name in question.without or not one.low < one.high:
            continue
        if name == "burst_minute" and not question.demand.burst_is_assumed:
            continue
        found.append(_unknown(one))
    return found


def _unknown(one: Assumption) -> Unknown:
    place = PLACED.index(one.id) if one.id in PLACED else None
    return Unknown(
        id=one.id, low=one.low, central=one.value, high=one.high, shape="triangular", place=place
    )


def _cuts(question: Question) -> list[Unknown]:
    """Return the sudden cuts of prices that may come within the horizon."""
    years = question.months / MONTHS_PER_YEAR
    found = []
    for name, (chance_id, size_id) in CUTS.items():
        chance, size = question.assumptions[chance_id].value, question.assumptions[size_id]
        found.append(
            Unknown(
                id=name,
                low=size.low,
                central=0.0,
                high=0.0,
                shape="jump",
                chance=1.0 - (1.0 - chance) ** years,
                place=PLACED.index(name),
            )
        )
    return found


def _cut_month() -> Unknown:
    """Return when a sudden cut of prices comes, as a share of the horizon."""
    place = PLACED.index(CUT_MONTH)
    return Unknown(id=CUT_MONTH, low=0.0, central=0.5, high=1.0, shape="uniform", place=place)


def _normal(name: str) -> Unknown:
    """Return a standard normal error."""
    place = PLACED.index(name) if name in PLACED else None
    return Unknown(id=name, low=-Z_TAIL, central=0.0, high=Z_TAIL, shape="normal", place=place)
