"""A fleet of one's own replicas on rented or bought machines, as a priced option."""

from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from breakeven.domain.offers import OptionKind, RentalOffer
from breakeven.domain.units import SECONDS_PER_DAY
from breakeven.economics.candidates import QUANTISED, Candidate
from breakeven.economics.cost_lines import Drivers
from breakeven.economics.decision import FleetSize, Latency, ReplicaRate
from breakeven.economics.fleet import Replica
from breakeven.economics.machine_time import MachineTime, Scaling
from breakeven.economics.market import Question
from breakeven.economics.owned import Server, depreciation_usd

DESKTOP = "the driver's licence of GeForce cards forbids use in data centres"
DESK = "a workstation: no spare, no data centre, whoever sits there may need it"
DISK_GB = 100.0
"""Disks are rented in such steps; replicas of one machine share its files."""
COLD = "each request is taken to wake a machine: an upper bound; needs billing by the second"
SPOT = "spot machines can be taken away at any time"


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetRow:
    """Replicas on machines of one kind."""

    candidate: Candidate
    replica: Replica
    machine: RentalOffer | Server
    scaling: Scaling = "always-on"
    peak_machine: RentalOffer | None = None
    """With a reserved base: the same machine on demand."""
    spare: bool = True
    """Whether one more machine stands by than the load needs."""

    @property
    def kind(self) -> OptionKind:
        """Rented or owned."""
        return "owned" if isinstance(self.machine, Server) else "rented"

    @property
    def purchase(self) -> str:
        """How its machines are paid for."""
        return self.machine.purchase

    @property
    def id(self) -> str:
        """The option's name on the command line."""
        setup = self.replica.combo.setup(self.candidate.model).id
        scaled = "" if self.scaling == "always-on" else f",scaling={self.scaling}"
        alone = "" if self.spare else ",spare=none"
        return f"{setup},{machine_name(self.machine)}{scaled}{alone}"

    @property
    def group(self) -> str:
        """What shares the error of its prediction: a model on an accelerator."""
        return f"{self.candidate.model.id}@{self.replica.combo.accelerator.id}"

    @property
    def series(self) -> str:
        """What it has in common with its other GPU counts, precisions and machines."""
        return f"{self.group} {self.machine.provider} {self.purchase} {self.scaling}"

    @property
    def provider(self) -> str:
        """Who rents the machine out."""
        return self.machine.provider

    @property
    def error(self) -> float:
        """Standard deviation of ln(real / predicted capacity)."""
        return self.replica.error

    @property
    def latency(self) -> Latency | None:
        """What users wait at the load that the fleet is sized for, the way there and back too."""
        waits, way = self.replica.latency, self.replica.combo.round_trip_ms
        if not way:
            return waits
        return replace(
            waits, ttft_p50_ms=waits.ttft_p50_ms + way, ttft_p99_ms=waits.ttft_p99_ms + way
        )

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
    def source(self) -> str:
        """Where the price of its machines comes from."""
        if isinstance(self.machine, Server):
            return self.machine.source
        rental = self.machine
        name = " ".join(p for p in (rental.provider, rental.instance, rental.region) if p)
        return f"{name}, {rental.usd_per_hour:g} $/h, {rental.provenance}"

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader must know."""
        flags = list(self.candidate.flags)
        precision, native = self.replica.combo.precision.id, self.candidate.model.native_precision
        if precision not in (native, "bf16", "fp16"):
            flags.append(QUANTISED)
        if isinstance(self.machine, Server):
            if self.machine.desktop_card and self.purchase != "workstation":
                flags.append(DESKTOP)
        elif not self.machine.provenance.verified:
            flags.append("its price was not seen in a source")
        if self.purchase == "workstation":
            flags.append(DESK)
        if self.scaling == "scale-to-zero":
            flags.append(COLD)
        if self.purchase == "spot":
            flags.append(SPOT)
        return tuple(flags)

    @property
    def fleet_key(self) -> tuple[object, ...]:
        """What fleets share that differ in nothing but their replica; empty where that is all.

        A price by the second follows the replica's own speed.
        """
        if self.scaling == "scale-to-zero":
            return ()
        return id(self.machine), id(self.peak_machine), self.scaling, self.spare

    @property
    def disk_gb(self) -> float:
        """Disk that is rented with one machine for the files of its model."""
        if isinstance(self.machine, Server):
            return 0.0
        return DISK_GB * ceil(self.replica.weights_gb / DISK_GB)

    @property
    def replicas_held(self) -> int:
        """Replicas on one machine."""
        return self.machine.accelerator_count // self.replica.combo.count

    def machine_requests_per_day(self, question: Question) -> float:
        """Return the mean volume at which one machine is full at its peak."""
        peak = self.replica.requests_per_second * self.replicas_held * SECONDS_PER_DAY
        return peak / question.demand.peak_factor

    def machine_time(self, question: Question) -> MachineTime:
        """Return what one machine serves, and when machines run.

        One runs at least, but where machines follow the load and some hours have none.
        """
        if self.scaling == "scale-to-zero":
            return MachineTime()
        return MachineTime(
            requests_per_day=self.machine_requests_per_day(question),
            minimum=float(self.scaling == "always-on" or question.hours.relative.min() > 0),
            spared=float(self.has_spare),
            scaled=float(self.scaling != "always-on"),
            base_ratio=self._base_ratio,
        )

    @property
    def has_spare(self) -> bool:
        """Whether a spare stands by; at a desk none does."""
        return self.spare and self.purchase != "workstation"

    @property
    def _base_ratio(self) -> float:
        if self.peak_machine is None or isinstance(self.machine, Server):
            return np.inf
        return self.machine.usd_per_hour / self.peak_machine.usd_per_hour

    def drivers(self, question: Question) -> Drivers:
        """Return the price of one machine, and what else its costs follow.

        With a reserved base a machine's rent is that on demand; the base costs its share of it.
        """
        if self.scaling == "scale-to-zero":
            return self._by_the_second(question)
        machine = self.machine
        if isinstance(machine, Server):
            rent, month = 0.0, depreciation_usd(machine, question.assumed)
        else:
            rent = month = (self.peak_machine or machine).usd_per_hour * question.hours_per_month
        return Drivers(
            rent_usd=rent,
            capex_usd=machine.usd if isinstance(machine, Server) else 0.0,
            machine_usd=month,
            gpus=machine.accelerator_count,
            kilowatts=machine.kilowatts if isinstance(machine, Server) else 0.0,
            disk_gb=self.disk_gb,
            output_tokens=question.workload.output_tokens.mean * question.days_per_month,
        )

    def _by_the_second(self, question: Question) -> Drivers:
        """Return the price of a request that wakes a machine, is served, and lets it go idle."""
        assert isinstance(self.machine, RentalOffer)  # noqa: S101 - own machines are paid already
        latency, tokens = self.replica.latency, question.workload.output_tokens.mean
        served = (latency.ttft_p50_ms + latency.tpot_p50_ms * tokens) / 1e3
        second = self.machine.usd_per_hour / 3_600 * question.days_per_month
        return Drivers(
            request_usd=second * served,
            second_usd=second,
            output_tokens=tokens * question.days_per_month,
        )

    def fleet(self, question: Question, *, mean: float, peak: float) -> FleetSize | None:
        """Return a fleet sized for the peak, and how much of it runs on average."""
        if self.scaling == "scale-to-zero":
            return None
        spares = question.assumed("spare_machines") * self.has_spare
        served = self.machine_requests_per_day(question) * question.demand.peak_factor
        running = mean + spares
        return FleetSize(
            replicas_peak=int((peak + spares) * self.replicas_held),
            replicas_mean=running * self.replicas_held,
            gpus=int((peak + spares) * self.machine.accelerator_count),
            utilization=question.workload.requests_per_day / (served * running),
        )


def machine_name(machine: RentalOffer | Server) -> str:
    """Return what of an offer's name says on which machine it runs."""
    whole = f",machine={machine.accelerator_count}"
    if isinstance(machine, Server):
        return f"purchase={machine.purchase}{whole}"
    region = f",region={machine.region}" if machine.region else ""
    return f"provider={machine.provider},purchase={machine.purchase}{region}{whole}"
