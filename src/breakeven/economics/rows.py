"""One priced option: its curve, its bill and its fleet at the workload's volume."""

from dataclasses import dataclass

from breakeven.domain.model import Model
from breakeven.domain.offers import RentalOffer, TokenOffer
from breakeven.domain.units import SECONDS_PER_DAY, TOKENS_PER_MILLION
from breakeven.economics.bill import BillLine, RequestPrice, token_lines
from breakeven.economics.candidates import QUANTISED, Candidate
from breakeven.economics.combos import Combo
from breakeven.economics.curve import CostCurve
from breakeven.economics.decision import FleetSize, Option
from breakeven.economics.fleet import Replica
from breakeven.economics.market import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """A priced token offer."""

    candidate: Candidate
    offer: TokenOffer
    price: RequestPrice


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetRow:
    """A replica on a machine that someone rents out."""

    candidate: Candidate
    replica: Replica
    rental: RentalOffer


Row = TokenRow | FleetRow


def row_id(row: Row) -> str:
    """Return an option's name on the command line."""
    if isinstance(row, TokenRow):
        return row.offer.id
    setup = row.replica.combo.setup(row.candidate.model).id
    return f"{setup},{machine_name(row.rental)}"


def capacity_error(row: Row) -> float:
    """Return the standard deviation of ln(real / predicted capacity), 0 for tokens."""
    return 0.0 if isinstance(row, TokenRow) else row.replica.error


def people_usd(row: Row, question: Question) -> float:
    """Return what people cost in a month of a row."""
    return 0.0 if isinstance(row, TokenRow) else question.people_usd_per_month


def machine_name(rental: RentalOffer) -> str:
    """Return what of an offer's name says on which machine it runs."""
    region = f",region={rental.region}" if rental.region else ""
    whole = f",machine={rental.accelerator_count}"
    return f"provider={rental.provider},purchase={rental.purchase}{region}{whole}"


def series(row: Row) -> str:
    """Return what a row has in common with its other GPU counts and precisions."""
    if isinstance(row, TokenRow):
        return row.offer.id
    rental = row.rental
    return f"{error_group(row)} {rental.provider} {rental.purchase}"


def error_group(row: Row) -> str:
    """Return what shares the error of its prediction: a model on an accelerator."""
    if isinstance(row, TokenRow):
        return ""
    return f"{row.candidate.model.id}@{row.replica.combo.accelerator.id}"


def machine_requests_per_day(row: FleetRow, question: Question) -> float:
    """Return the mean volume at which one machine is full at its peak."""
    replicas_held = row.rental.accelerator_count // row.replica.combo.count
    peak = row.replica.requests_per_second * replicas_held * SECONDS_PER_DAY
    return peak / question.demand.peak_factor


def curve_of(row: Row, question: Question) -> CostCurve:
    """Return the monthly cost of a row over volume."""
    if isinstance(row, TokenRow):
        return CostCurve(per_request=row.price.total_usd * question.days_per_month)
    machine = row.rental.usd_per_hour * question.hours_per_month
    return CostCurve(
        fixed=question.assumed("spare_machines") * machine + question.people_usd_per_month,
        step_usd=machine,
        step_requests=machine_requests_per_day(row, question),
        minimum_steps=1.0,
    )


def option_of(
    row: Row, question: Question, curve: CostCurve, *, usd: float, machines: float
) -> Option:
    """Return a row as the answer shows it: its month, and its machines beside the spares."""
    workload = question.workload
    tokens = workload.input_tokens.mean + workload.output_tokens.mean
    millions = question.requests_per_month * tokens / TOKENS_PER_MILLION
    lines = (
        token_lines(row.offer, row.price, requests_per_month=question.requests_per_month)
        if isinstance(row, TokenRow)
        else _fleet_lines(row, question, curve, machines)
    )
    return Option(
        id=row_id(row),
        kind=row.offer.kind if isinstance(row, TokenRow) else "rented",
        model=row.candidate.model.id,
        provider=row.offer.provider if isinstance(row, TokenRow) else row.rental.provider,
        usd_per_month=usd,
        usd_per_million_tokens=usd / millions,
        fleet=None if isinstance(row, TokenRow) else _fleet_size(row, question, curve, machines),
        latency=None if isinstance(row, TokenRow) else row.replica.latency,
        lines=lines,
        quality=row.candidate.quality,
        flags=_flags(row),
    )


def _fleet_lines(
    row: FleetRow, question: Question, curve: CostCurve, machines: float
) -> tuple[BillLine, ...]:
    """Return a month's bill of machines; the lines sum to the curve's cost."""
    paid = float(curve.step_usd) * machines
    busy = _busy_share(question, curve, machines)
    rental = row.rental
    name = " ".join(part for part in (rental.provider, rental.instance, rental.region) if part)
    source = f"{name}, {rental.usd_per_hour:g} $/h, {rental.provenance}"
    spare = question.assumed("spare_machines") * float(curve.step_usd)
    staff = question.people_usd_per_month
    staffed = "people_share x engineer_hours_per_month x engineer_usd_per_hour"
    lines = (
        BillLine(name="GPU hours in use", usd_per_month=paid * busy, source=source),
        BillLine(name="idle GPU hours", usd_per_month=paid * (1 - busy), source=source),
        BillLine(name="spare machines", usd_per_month=spare, source=source),
        BillLine(name="people", usd_per_month=staff, source=staffed),
    )
    return tuple(line for line in lines if line.usd_per_month)


def _busy_share(question: Question, curve: CostCurve, machines: float) -> float:
    """Return the mean load over what the machines without the spares could serve."""
    full = machines * float(curve.step_requests) * question.demand.peak_factor
    return question.workload.requests_per_day / full


def _fleet_size(row: FleetRow, question: Question, curve: CostCurve, machines: float) -> FleetSize:
    """Return a fleet that runs around the clock, sized for the peak."""
    running = machines + question.assumed("spare_machines")
    replicas = running * (row.rental.accelerator_count // row.replica.combo.count)
    return FleetSize(
        replicas_peak=int(replicas),
        replicas_mean=replicas,
        gpus=int(running * row.rental.accelerator_count),
        utilization=_busy_share(question, curve, machines) * machines / running,
    )


def _flags(row: Row) -> tuple[str, ...]:
    flags = list(row.candidate.flags)
    if isinstance(row, TokenRow):
        if row.offer.quantisation:
            flags.append(f"served at {row.offer.quantisation}")
        return tuple(flags)
    if _is_quantised(row.candidate.model, row.replica.combo):
        flags.append(QUANTISED)
    if row.rental.purchase == "spot":
        flags.append("spot machines can be taken away at any time")
    return tuple(flags)


def _is_quantised(model: Model, combo: Combo) -> bool:
    native = model.native_precision
    return native != combo.precision.id and combo.precision.id not in ("bf16", "fp16")
