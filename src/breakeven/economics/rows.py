"""One priced option: what drives its bill, what it serves, what to know about it."""

from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

from breakeven.domain.offers import OptionKind, StatedOffer, TokenOffer
from breakeven.domain.reserved import ReservedOffer
from breakeven.economics.bill import RequestPrice
from breakeven.economics.candidates import Candidate
from breakeven.economics.cost_lines import STATED, Drivers
from breakeven.economics.curve import CostCurve
from breakeven.economics.decision import FleetSize, Latency, ReplicaRate
from breakeven.economics.machine_time import MachineTime
from breakeven.economics.market import Question
from breakeven.economics.reserved import reserved_curve

Tier = Literal["", "batch", "off-peak"]
WAITS = "answers may wait for hours"
VARIES = "its price depends on the hour: the mean over the day's requests"


class Row(Protocol):
    """One thing that can be bought, priced."""

    @property
    def candidate(self) -> Candidate:
        """The model, judged."""

    @property
    def id(self) -> str:
        """Its name on the command line."""

    @property
    def kind(self) -> OptionKind:
        """What kind of option it is."""

    @property
    def purchase(self) -> str:
        """How its machines are paid for; empty where there are none."""

    @property
    def provider(self) -> str:
        """Who sells it."""

    @property
    def group(self) -> str:
        """Rows of one group share the error of their prediction; empty where none is made."""

    @property
    def series(self) -> str:
        """What it has in common with its other configurations."""

    @property
    def error(self) -> float:
        """Standard deviation of ln(real / predicted capacity)."""

    @property
    def latency(self) -> Latency | None:
        """What users wait at the load that the fleet is sized for."""

    @property
    def rate(self) -> ReplicaRate | None:
        """What one replica serves, and how this is known."""

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader must know."""

    @property
    def source(self) -> str:
        """Where its own price comes from."""

    def drivers(self, question: Question) -> Drivers:
        """Return what its cost lines are multiplied with."""

    def machine_time(self, question: Question) -> MachineTime:
        """Return what one machine serves, and when machines run."""

    def fleet(self, question: Question, *, mean: float, peak: float) -> FleetSize | None:
        """Return the machines that run on average and at the peak, spares included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondSource:
    """Who serves what a rate limit leaves over."""

    id: str
    share: float
    """Of the requests."""
    usd_per_request: float
    input_tokens_per_minute: float
    """The limit."""
    source: str
    """Where it is known from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """A priced token offer."""

    error: ClassVar[float] = 0.0
    group: ClassVar[str] = ""
    latency: ClassVar[Latency | None] = None
    rate: ClassVar[ReplicaRate | None] = None
    candidate: Candidate
    offer: TokenOffer
    price: RequestPrice
    second: SecondSource | None = None
    """For requests beyond a rate limit."""
    tier: Tier = ""
    """Of answers that may wait: the price of a batch, or of the cheapest hours."""

    @property
    def purchase(self) -> str:
        """The tier of the price."""
        return self.tier

    @property
    def id(self) -> str:
        """The option's name on the command line."""
        return f"{self.offer.id},tier={self.tier}" if self.tier else self.offer.id

    @property
    def series(self) -> str:
        """What it has in common with its other configurations: it has none."""
        return self.id

    @property
    def kind(self) -> OptionKind:
        """An API, or open weights that someone hosts."""
        return self.offer.kind

    @property
    def provider(self) -> str:
        """Who sells the tokens."""
        return self.offer.provider

    @property
    def source(self) -> str:
        """Where its price comes from."""
        return str(self.offer.provenance)

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader must know."""
        served = self.offer.quantisation
        waits = (WAITS,) if self.tier else (VARIES,) if self.offer.at_hours else ()
        split = (_split(self.second),) if self.second else ()
        hosted = (f"served at {served}",) if served else ()
        return (*self.candidate.flags, *hosted, *waits, *split)

    @property
    def request_usd(self) -> float:
        """What a mean request costs, a second source's share at its price."""
        if self.second is None:
            return self.price.total_usd
        share = self.second.share
        return (1.0 - share) * self.price.total_usd + share * self.second.usd_per_request

    def drivers(self, question: Question) -> Drivers:
        """Return the price of the tokens."""
        return Drivers(
            request_usd=self.request_usd * question.days_per_month,
            output_tokens=question.workload.output_tokens.mean * question.days_per_month,
        )

    def machine_time(self, _: Question) -> MachineTime:
        """Return no machine: there is none."""
        return MachineTime()

    def fleet(self, question: Question, *, mean: float, peak: float) -> FleetSize | None:  # noqa: ARG002
        """Return no fleet: there is none."""
        return None


def _split(second: SecondSource) -> str:
    return (
        f"{second.share:.1%} of the requests go to {second.id}: beyond its limit of"
        f" {second.input_tokens_per_minute:,.0f} input tokens a minute ({second.source})"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservedRow:
    """Reserved capacity of an API: units that are paid for whether used or not."""

    kind: ClassVar[OptionKind] = "reserved_api"
    error: ClassVar[float] = 0.0
    group: ClassVar[str] = ""
    latency: ClassVar[Latency | None] = None
    rate: ClassVar[ReplicaRate | None] = None
    candidate: Candidate
    offer: ReservedOffer

    @property
    def purchase(self) -> str:
        """How long one commits."""
        return self.offer.term

    @property
    def id(self) -> str:
        """The option's name on the command line."""
        return self.offer.id

    @property
    def series(self) -> str:
        """What it has in common with its other configurations: it has none."""
        return self.offer.id

    @property
    def provider(self) -> str:
        """Who sells it."""
        return self.offer.provider

    @property
    def source(self) -> str:
        """Where its price comes from."""
        offer = self.offer
        return f"{offer.usd_per_unit_hour:g} $/h for each {offer.unit}, {offer.provenance}"

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader must know."""
        doubt = () if self.offer.provenance.verified else ("its price was not seen in a source",)
        return (*self.candidate.flags, *doubt)

    def _curve(self, question: Question) -> CostCurve:
        return reserved_curve(
            self.offer,
            question.workload,
            peak_factor=question.demand.peak_factor,
            hours_per_month=question.hours_per_month,
        )

    def drivers(self, question: Question) -> Drivers:
        """Return the price of one increment of units."""
        usd = float(self._curve(question).step_usd)
        tokens = question.workload.output_tokens.mean * question.days_per_month
        return Drivers(rent_usd=usd, machine_usd=usd, output_tokens=tokens)

    def machine_time(self, question: Question) -> MachineTime:
        """Return what one increment serves, and the least that one may buy."""
        curve = self._curve(question)
        return MachineTime(requests_per_day=curve.step_requests, minimum=curve.minimum_steps)

    def fleet(self, question: Question, *, mean: float, peak: float) -> FleetSize | None:  # noqa: ARG002
        """Return no fleet: units are no machines of one's own."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedRow:
    """A self-hosted offer whose capacity and cost someone states."""

    kind: ClassVar[OptionKind] = "rented"
    purchase: ClassVar[str] = STATED
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
    def source(self) -> str:
        """Where its price comes from."""
        return str(self.offer.provenance)

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader must know."""
        return (*self.candidate.flags, "capacity and cost are stated, not predicted")

    def drivers(self, _: Question) -> Drivers:
        """Return the stated cost: all there is."""
        return Drivers(rent_usd=self.offer.usd_per_month)

    def machine_time(self, _: Question) -> MachineTime:
        """Return what one instance serves, as stated."""
        return MachineTime(requests_per_day=self.offer.requests_per_day, minimum=1.0)

    def fleet(self, question: Question, *, mean: float, peak: float) -> FleetSize | None:
        """Return the instances that the volume needs."""
        return FleetSize(
            replicas_peak=int(peak),
            replicas_mean=mean,
            gpus=int(peak * self.offer.count),
            utilization=question.workload.requests_per_day / (mean * self.offer.requests_per_day),
        )
