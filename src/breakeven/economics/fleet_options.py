"""Own machines for the judged models: every configuration on every machine, or the refusal."""

from collections.abc import Iterator, Sequence

from breakeven.domain.offers import Excuse
from breakeven.economics.candidates import Candidate
from breakeven.economics.combos import Combo, combos, suits
from breakeven.economics.fleet import Replica, replicas
from breakeven.economics.machines import Shelf, shelf
from breakeven.economics.market import Market, Question
from breakeven.economics.refusals import Refusal, refusal
from breakeven.economics.rows import FleetRow, StatedRow
from breakeven.serving.traffic import Traffic, traffic_of

NO_MACHINE = Excuse(
    reason="no-machine",
    detail="no machine with it obeys the rules on region, provider, purchase and age of the price",
)


def fleet_options(
    market: Market, question: Question, judged: Sequence[Candidate]
) -> Iterator[FleetRow | StatedRow | Refusal]:
    """Return every replica on every machine that holds it, for the models with open weights."""
    traffic = traffic_of(question.workload)
    parts = combos(market, market.engines[question.engine], market.precisions)
    shelves = shelf(market, question, sorted({p.count for p in parts}))
    for candidate in judged:
        if not candidate.model.is_open:
            continue
        excuse = candidate.excuse or candidate.weights_excuse
        if candidate.model.architecture is None:
            excuse = Excuse(reason="unsupported", detail="its architecture is not among the facts")
        if excuse:
            yield refusal(f"self:{candidate.model.id}", "rented", candidate, excuse)
        else:
            yield from _configurations(candidate, parts, shelves, traffic, question)
            stated = (s for s in market.stated if s.model == candidate.model.id)
            yield from (StatedRow(candidate=candidate, offer=s) for s in stated)


def _configurations(
    candidate: Candidate,
    parts: Sequence[Combo],
    shelves: Shelf,
    traffic: Traffic,
    question: Question,
) -> Iterator[FleetRow | Refusal]:
    model = candidate.model
    suited = [p for p in parts if suits(model, p.precision)]
    if not suited:
        detail = f"{question.engine} runs no machine at {model.native_precision}"
        excuse = Excuse(reason="unsupported", detail=detail)
        yield refusal(f"self:{model.id}", "rented", candidate, excuse)
        return
    held = [p for p in suited if shelves.get((p.accelerator.id, p.count))]
    for combo in suited:
        if not shelves.get((combo.accelerator.id, combo.count)):
            yield _refused(candidate, combo, NO_MACHINE)
    found = replicas(model, held, traffic=traffic, targets=question.targets) if held else []
    for combo, replica in zip(held, found, strict=True):
        yield from _placed(candidate, combo, replica, shelves)


def _placed(
    candidate: Candidate, combo: Combo, replica: Replica | Excuse, shelves: Shelf
) -> Iterator[FleetRow | Refusal]:
    if isinstance(replica, Excuse):
        yield _refused(candidate, combo, replica)
        return
    for rental in shelves[combo.accelerator.id, combo.count]:
        yield FleetRow(candidate=candidate, replica=replica, rental=rental)


def _refused(candidate: Candidate, combo: Combo, excuse: Excuse) -> Refusal:
    model = candidate.model
    key = f"{model.id}@{combo.accelerator.id}"
    return refusal(combo.setup(model).id, "rented", candidate, excuse, key=key)
