"""Own machines for the judged models: every configuration on every machine, or the refusal."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from breakeven.domain.model import Model
from breakeven.domain.offers import Excuse
from breakeven.domain.workload import LatencyTargets
from breakeven.economics.candidates import Candidate
from breakeven.economics.combos import Combo, combos, suits
from breakeven.economics.fleet import Replica, Why, replicas
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.machines import Machine, Shelf, machines, shelf
from breakeven.economics.market import Market, Question
from breakeven.economics.proximity import added_ms, less_the_way
from breakeven.economics.quality_floor import precision_excuse
from breakeven.economics.refusals import Refusal, refusal
from breakeven.economics.rows import StatedRow
from breakeven.serving.traffic import Traffic, traffic_of

CLOSE = 0.1
"""How much less than the best a way to split a machine's GPUs may serve, by the closed form."""
AT_A_DESK = "ollama"
"""What runs on a workstation."""
NO_MACHINE = Excuse(
    reason="no-machine",
    detail="no machine with it obeys the rules on place, provider, purchase and age of the price",
)


def fleet_options(
    market: Market, question: Question, judged: Sequence[Candidate]
) -> Iterator[FleetRow | StatedRow | Refusal]:
    """Return every replica on every machine that holds it, for the models with open weights."""
    parts, places = _places(market, question)
    able: list[tuple[Candidate, list[Combo]]] = []
    for candidate in judged:
        if not candidate.model.is_open:
            continue
        excuse = _excuse(candidate)
        if excuse:
            yield refusal(f"self:{candidate.model.id}", "rented", candidate, excuse)
            continue
        stated = (s for s in market.stated if s.model == candidate.model.id)
        yield from (StatedRow(candidate=candidate, offer=s) for s in stated)
        suited = [
            p for p in _looked_at(parts, candidate, market) if suits(candidate.model, p.precision)
        ]
        if not suited:
            yield _no_engine(candidate, question)
        stored = sorted({p.precision.id for p in suited})
        poor = {i: precision_excuse(candidate.model, i, market, question) for i in stored}
        bad = [(p, e) for p in suited if (e := poor[p.precision.id])]
        yield from _refused(candidate, [(p, partial(_said, e)) for p, e in bad])
        suited = [p for p in suited if not poor[p.precision.id]]
        held = [p for p in suited if p in places]
        if held:
            able.append((candidate, held))
        nowhere = partial(_said, NO_MACHINE)
        yield from _refused(candidate, [(p, nowhere) for p in suited if p not in places])
    traffic = traffic_of(question.workload)
    asked = [(candidate.model, held) for candidate, held in able]
    found = _rated(asked, traffic=traffic, targets=question.targets)
    for (candidate, held), answers in zip(able, found, strict=True):
        working = [(c, r) for c, r in zip(held, answers, strict=True) if isinstance(r, Replica)]
        others = zip(held, answers, strict=True)
        yield from _refused(
            candidate, [(c, why) for c, why in others if not isinstance(why, Replica)]
        )
        yield from _placed(candidate, working, places)


def _looked_at(parts: Sequence[Combo], candidate: Candidate, market: Market) -> Sequence[Combo]:
    """Return the combinations of a model that the market is asked for."""
    if market.weighed_on is None:
        return parts
    chosen = market.weighed_on.get(candidate.model.id, frozenset())
    return [part for part in parts if part.accelerator.id in chosen]


def _places(
    market: Market, question: Question
) -> tuple[tuple[Combo, ...], Mapping[Combo, Sequence[Machine]]]:
    """Return the combinations, and the machines that hold each; desks run their own engine."""
    every = machines(market, question)
    racks = [m for m in every if m.purchase != "workstation"]
    desks = [m for m in every if m.purchase == "workstation"]
    parts: list[Combo] = []
    places: dict[Combo, Sequence[Machine]] = {}
    for name, seen, held in (
        (question.engine, (*market.rentals, *racks), racks),
        (AT_A_DESK, desks, desks),
    ):
        found = combos(market, seen, market.engines[name], market.precisions)
        shelves = _shelves(held, sorted({p.count for p in found}), market, question)
        for part in found:
            near = _by_the_way(part, shelves)
            places |= near
            parts += near or [part]
    return tuple(parts), places


def _shelves(
    held: Iterable[Machine], counts: Sequence[int], market: Market, question: Question
) -> Mapping[float, Shelf]:
    """Return the machines that hold replicas, those equally far from the users together."""
    apart: dict[float, list[Machine]] = {}
    for machine in held:
        apart.setdefault(added_ms(machine, market, question.rules), []).append(machine)
    return {way: shelf(some, counts) for way, some in sorted(apart.items())}


def _by_the_way(part: Combo, shelves: Mapping[float, Shelf]) -> dict[Combo, Sequence[Machine]]:
    """Return a combination at each distance at which a machine holds it."""
    key = (part.accelerator.id, part.count)
    return {
        (replace(part, round_trip_ms=way) if way else part): machines_of
        for way, shelf_of in shelves.items()
        if (machines_of := shelf_of.get(key))
    }


def _rated(
    asked: Sequence[tuple[Model, Sequence[Combo]]], *, traffic: Traffic, targets: LatencyTargets
) -> list[list[Replica | Why]]:
    """Return what each combination serves, or why none; the way to far machines takes its part."""
    ways = sorted({part.round_trip_ms for _, held in asked for part in held})
    if ways in ([], [0.0]):
        return replicas(asked, traffic=traffic, targets=targets)
    answers: list[dict[Combo, Replica | Why]] = [{} for _ in asked]
    for way in ways:
        some = [
            (i, model, kept)
            for i, (model, held) in enumerate(asked)
            if (kept := [p for p in held if p.round_trip_ms == way])
        ]
        left = less_the_way(targets, way)
        found = replicas([(m, kept) for _, m, kept in some], traffic=traffic, targets=left)
        for (i, _, kept), rated in zip(some, found, strict=True):
            answers[i].update(zip(kept, rated, strict=True))
    return [[answers[i][p] for p in held] for i, (_, held) in enumerate(asked)]


def _excuse(candidate: Candidate) -> Excuse | None:
    if candidate.model.architecture is None:
        return Excuse(reason="unsupported", detail="its architecture is not among the facts")
    return candidate.excuse or candidate.weights_excuse


def _no_engine(candidate: Candidate, question: Question) -> Refusal:
    model = candidate.model
    detail = f"{question.engine} runs no machine at {model.native_precision}"
    excuse = Excuse(reason="unsupported", detail=detail)
    return refusal(f"self:{model.id}", "rented", candidate, excuse)


def _placed(
    candidate: Candidate,
    answers: Sequence[tuple[Combo, Replica]],
    places: Mapping[Combo, Sequence[Machine]],
) -> Iterator[FleetRow]:
    """Yield a model's fleets: on each machine, at each precision, the ways to split its GPUs.

    A way that serves far less than another of the same machine is never the cheaper one.
    """
    full = [
        (machine, combo, replica, replica.requests_per_second * (_gpus(machine) // combo.count))
        for combo, replica in answers
        for machine in places[combo]
    ]
    most: dict[tuple[int, str], float] = {}
    for machine, combo, _, served in full:
        key = (id(machine), combo.precision.id)
        most[key] = max(served, most.get(key, 0.0))
    for machine, combo, replica, served in full:
        if served * (1.0 + CLOSE) >= most[id(machine), combo.precision.id]:
            yield FleetRow(candidate=candidate, replica=replica, machine=machine)


def _gpus(machine: Machine) -> int:
    return machine.accelerator_count


def _said(excuse: Excuse) -> Excuse:
    return excuse


def _refused(candidate: Candidate, bad: Sequence[tuple[Combo, Why]]) -> Iterator[Refusal]:
    """Yield the last refusal of a model on each accelerator, for all of them."""
    model = candidate.model
    last = {combo.accelerator.id: (combo, why) for combo, why in bad}
    count = Counter(combo.accelerator.id for combo, _ in bad)
    for name, (combo, why) in last.items():
        key = f"{model.id}@{name}"
        setup = combo.setup(model).id
        yield refusal(setup, "rented", candidate, why(), key=key, count=count[name])
