"""One priced option of each kind: its curve, its bill and its fleet at the workload's volume."""

from dataclasses import dataclass
from typing import ClassVar

from breakeven.domain.offers import OptionKind, RentalOffer, StatedOffer, TokenOffer
from breakeven.domain.units import SECONDS_PER_DAY, TOKENS_PER_MILLION
from breakeven.economics.bill import BillLine, RequestPrice, token_lines
from breakeven.economics.candidates import QUANTISED, Candidate
from breakeven.economics.curve import CostCurve
from breakeven.economics.decision import FleetSize, Latency, Option, ReplicaRate
from breakeven.economics.fleet import Replica
from breakeven.economics.market import Question

STAFFED = "people_share x engineer_hours_per_month x engineer_usd_per_hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """A priced token offer."""

    error: ClassVar[float] = 0.0
    """Standard deviation of ln(real / predicted capacity): nothing is predicted."""
    group: ClassVar[str] = ""
    latency: ClassVar[Latency | None] = None
    rate: ClassVar[ReplicaRate | None] = None
    candidate: Candidate
    offer: TokenOffer
    price: RequestPrice

    @property
    def id(self) -> str:
        """The option's name on the command line."""
        return self.offer.id

    @property
    def series(self) -> str:
        """What it has in common with its other configurations: it has none."""
        return self.offer.id

    @property
    def kind(self) -> OptionKind:
        """An API, or open weights that someone hosts."""
        return self.offer.kind

    @property
    def provider(self) -> str:
        """Who sells the tokens."""
        return self.offer.provider

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader must know."""
        served = self.offer.quantisation
        return (*self.candidate.flags, *((f"served at {served}",) if served else ()))

    def people(self, _: Question) -> float:
        """Return what people cost in a month: the provider's work."""
        return 0.0

    def curve(self, question: Question) -> CostCurve:
        """Return the monthly cost over volume: a line."""
        return CostCurve(per_request=self.price.total_usd * question.days_per_month)

    def lines(self, question: Question, *, machines: float) -> tuple[BillLine, ...]:  # noqa: ARG002
        """Return a month's bill."""
        requests = question.requests_per_month
        return token_lines(self.offer, self.price, requests_per_month=requests)

    def fleet(self, question: Question, *, machines: float) -> FleetSize | None:  # noqa: ARG002
        """Return no fleet: there is none."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetRow:
    """A replica on a machine that someone rents out."""

    kind: ClassVar[OptionKind] = "rented"
    candidate: Candidate
    replica: Replica
    rental: RentalOffer

    @property
    def id(self) -> str:
        """The option's name on the command line."""
        setup = self.replica.combo.setup(self.candidate.model).id
        return f"{setup},{machine_name(self.rental)}"

    @property
    def group(self) -> str:
        """What shares the error of its prediction: a model on an accelerator."""
        return f"{self.candidate.model.id}@{self.replica.combo.accelerator.id}"

    @property
    def series(self) -> str:
        """What it has in common with its other GPU counts, precisions and machines."""
        return f"{self.group} {self.rental.provider} {self.rental.purchase}"

    @property
    def provider(self) -> str:
        """Who rents the machine out."""
        return self.rental.provider

    @property
    def error(self) -> float:
        """Standard deviation of ln(real / predicted capacity)."""
        return self.replica.error

    @property
    def latency(self) -> Latency | None:
        """What users wait at the load that the fleet is sized for."""
        return self.replica.latency

    @property
    def rate(self) -> ReplicaRate | None:
        """What one replica serves, and how this is known."""
        rate, closed_form = self.replica.requests_per_second, self.replica.closed_form
        return ReplicaRate(
            requests_per_second=rate,
            closed_form=rate if closed_form is None else closed_form,
            source="closed-form" if closed_form is None else "simulation",
        )

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader must know."""
        flags = list(self.candidate.flags)
        precision, native = self.replica.combo.precision.id, self.candidate.model.native_precision
        if precision not in (native, "bf16", "fp16"):
            flags.append(QUANTISED)
        if not self.rental.provenance.verified:
            flags.append("its price was not seen in a source")
        if self.rental.purchase == "spot":
            flags.append("spot machines can be taken away at any time")
        return tuple(flags)

    @property
    def replicas_held(self) -> int:
        """Replicas on one machine."""
        return self.rental.accelerator_count // self.replica.combo.count

    def people(self, question: Question) -> float:
        """Return what people cost in a month."""
        return question.people_usd_per_month

    def machine_requests_per_day(self, question: Question) -> float:
        """Return the mean volume at which one machine is full at its peak."""
        peak = self.replica.requests_per_second * self.replicas_held * SECONDS_PER_DAY
        return peak / question.demand.peak_factor

    def curve(self, question: Question) -> CostCurve:
        """Return the monthly cost over volume: a staircase."""
        machine = self.rental.usd_per_hour * question.hours_per_month
        return CostCurve(
            fixed=question.assumed("spare_machines") * machine + question.people_usd_per_month,
            step_usd=machine,
            step_requests=self.machine_requests_per_day(question),
            minimum_steps=1.0,
        )

    def _busy(self, question: Question, machines: float) -> float:
        """Return the mean load over what the machines without the spares could serve."""
        full = machines * self.machine_requests_per_day(question) * question.demand.peak_factor
        return question.workload.requests_per_day / full

    def lines(self, question: Question, *, machines: float) -> tuple[BillLine, ...]:
        """Return a month's bill; the lines sum to the curve's cost."""
        rental = self.rental
        machine = rental.usd_per_hour * question.hours_per_month
        busy = self._busy(question, machines)
        name = " ".join(p for p in (rental.provider, rental.instance, rental.region) if p)
        source = f"{name}, {rental.usd_per_hour:g} $/h, {rental.provenance}"
        spare = question.assumed("spare_machines") * machine
        staff = question.people_usd_per_month
        used, idle = machine * machines * busy, machine * machines * (1 - busy)
        lines = (
            BillLine(name="GPU hours in use", usd_per_month=used, source=source),
            BillLine(name="idle GPU hours", usd_per_month=idle, source=source),
            BillLine(name="spare machines", usd_per_month=spare, source=source),
            BillLine(name="people", usd_per_month=staff, source=STAFFED),
        )
        return tuple(line for line in lines if line.usd_per_month)

    def fleet(self, question: Question, *, machines: float) -> FleetSize | None:
        """Return a fleet that runs around the clock, sized for the peak."""
        running = machines + question.assumed("spare_machines")
        return FleetSize(
            replicas_peak=int(running * self.replicas_held),
            replicas_mean=running * self.replicas_held,
            gpus=int(running * self.rental.accelerator_count),
            utilization=self._busy(question, machines) * machines / running,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedRow:
    """A self-hosted offer whose capacity and cost someone states."""

    kind: ClassVar[OptionKind] = "rented"
    provider: ClassVar[str] = "as stated"
    error: ClassVar[float] = 0.0
    latency: ClassVar[Latency | None] = None
    rate: ClassVar[ReplicaRate | None] = None
    candidate: Candidate
    offer: StatedOffer

    @property
    def id(self) -> str:
        """The option's name on the command line."""
        return self.offer.id

    @property
    def series(self) -> str:
        """What it has in common with its other configurations: it has none."""
        return self.offer.id

    @property
    def group(self) -> str:
        """What shares the error of its prediction: nothing is predicted."""
        return self.offer.id

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader must know."""
        return (*self.candidate.flags, "capacity and cost are stated, not predicted")

    def people(self, _: Question) -> float:
        """Return what people cost in a month: the stated cost is all there is."""
        return 0.0

    def curve(self, _: Question) -> CostCurve:
        """Return the monthly cost over volume: a staircase as stated."""
        return CostCurve(
            step_usd=self.offer.usd_per_month,
            step_requests=self.offer.requests_per_day,
            minimum_steps=1.0,
        )

    def lines(self, _: Question, *, machines: float) -> tuple[BillLine, ...]:
        """Return a month's bill: one line."""
        usd, source = self.offer.usd_per_month * machines, str(self.offer.provenance)
        return (BillLine(name="instances as stated", usd_per_month=usd, source=source),)

    def fleet(self, question: Question, *, machines: float) -> FleetSize | None:
        """Return the instances that the volume needs."""
        return FleetSize(
            replicas_peak=int(machines),
            replicas_mean=machines,
            gpus=int(machines * self.offer.count),
            utilization=question.workload.requests_per_day
            / (machines * self.offer.requests_per_day),
        )


Row = TokenRow | FleetRow | StatedRow


def machine_name(rental: RentalOffer) -> str:
    """Return what of an offer's name says on which machine it runs."""
    region = f",region={rental.region}" if rental.region else ""
    whole = f",machine={rental.accelerator_count}"
    return f"provider={rental.provider},purchase={rental.purchase}{region}{whole}"


def option_of(row: Row, question: Question, *, usd: float, machines: float) -> Option:
    """Return a row as the answer shows it: its month, and its machines beside the spares."""
    workload = question.workload
    tokens = workload.input_tokens.mean + workload.output_tokens.mean
    millions = question.requests_per_month * tokens / TOKENS_PER_MILLION
    return Option(
        id=row.id,
        kind=row.kind,
        model=row.candidate.model.id,
        provider=row.provider,
        usd_per_month=usd,
        usd_per_million_tokens=usd / millions,
        fleet=row.fleet(question, machines=machines),
        latency=row.latency,
        rate=row.rate,
        lines=row.lines(question, machines=machines),
        quality=row.candidate.quality,
        flags=row.flags,
    )
