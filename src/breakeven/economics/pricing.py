"""Named offers as cost curves: what `breakeven cross` compares."""

from dataclasses import dataclass

from breakeven.domain.errors import NothingFeasible
from breakeven.domain.offers import Excuse, StatedOffer, TokenOffer
from breakeven.economics.candidates import Candidate
from breakeven.economics.combos import Combo
from breakeven.economics.curve import CostCurve
from breakeven.economics.fleet import Replica, replicas
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.ledger import ledger_of
from breakeven.economics.machine_time import Scaling
from breakeven.economics.machines import Machine
from breakeven.economics.market import Question
from breakeven.economics.rows import StatedRow
from breakeven.economics.simulated import simulated
from breakeven.economics.time_of_day import mean_price
from breakeven.serving.traffic import traffic_of
from breakeven.serving.trial import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A named offer over volume, and how it was priced."""

    id: str
    curve: CostCurve
    how: tuple[str, ...]
    """Each input with its source."""


def price_tokens(offer: TokenOffer, question: Question) -> Priced:
    """Return a token offer's line."""
    price = mean_price(
        offer,
        question.workload,
        question.demand.relative,
        utc_offset_hours=question.utc_offset_hours,
    )
    first = offer.prices[0]
    how = (
        f"{first.input_usd_per_million_tokens:g} $/M input,"
        f" {first.output_usd_per_million_tokens:g} $/M output ({offer.provenance})",
        f"{price.total_usd:.6g} $ a request x {question.days_per_month:g} days",
    )
    curve = CostCurve(per_request=price.total_usd * question.days_per_month)
    return Priced(id=offer.id, curve=curve, how=how)


def price_stated(candidate: Candidate, offer: StatedOffer, question: Question) -> Priced:
    """Return the staircase of an offer whose capacity and cost are stated."""
    how = (
        f"{offer.usd_per_month:g} $ a month and {offer.requests_per_day:,.0f} requests a day"
        f" for each instance, as stated ({offer.provenance})",
    )
    row = StatedRow(candidate=candidate, offer=offer)
    curve = ledger_of([row], question).curve(question.assumed).pick(0)
    return Priced(id=offer.id, curve=curve, how=how)


def price_fleet(
    candidate: Candidate,
    combo: Combo,
    machine: Machine,
    question: Question,
    *,
    scaling: Scaling,
    simulate: bool,
) -> Priced:
    """Return the staircase of a fleet whose capacity is predicted, by simulation or closed form.

    Raises NothingFeasible where the model does not fit or misses the targets even when idle.
    """
    asked = [(candidate.model, [combo])]
    traffic = traffic_of(question.workload)
    [[found]] = replicas(asked, traffic=traffic, targets=question.targets)
    replica = found if isinstance(found, Replica) else found()
    if simulate and isinstance(replica, Replica):
        trial = Trial(workload=question.workload, targets=question.targets)
        replica = simulated(candidate.model, replica, trial, traffic, {})
    if isinstance(replica, Excuse):
        setup = combo.setup(candidate.model).id
        raise NothingFeasible(f"{setup} cannot be: {replica.reason}, {replica.detail}")
    row = FleetRow(candidate=candidate, replica=replica, machine=machine, scaling=scaling)
    full = row.machine_requests_per_day(question)
    curve = ledger_of([row], question).curve(question.assumed).pick(0)
    how = (
        f"{row.source}: {float(curve.step_usd):,.0f} $ a month for each machine, all its lines",
        f"{replica.requests_per_second:.3g} requests/s a replica inside the latency targets"
        f" ({'simulated' if simulate else 'closed form, not simulated'}),"
        f" {full:,.0f} requests a day for each machine at a peak of"
        f" {question.demand.peak_factor:.2f} x the mean ({combo.efficiency.provenance})",
        f"{float(curve.fixed):,.0f} $ a month at any volume: people,"
        f" {question.assumed('spare_machines'):g} spare machines",
    )
    return Priced(id=row.id, curve=curve, how=how)
