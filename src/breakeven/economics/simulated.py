"""Replicas whose rate comes from the simulator instead of the closed form."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from breakeven.domain.model import Model
from breakeven.domain.numbers import Array, Flags
from breakeven.domain.offers import Excuse
from breakeven.economics.decision import Latency
from breakeven.economics.fleet import Replica, timed
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.front import front
from breakeven.economics.market import Question
from breakeven.economics.options import Options
from breakeven.economics.proximity import less_the_way
from breakeven.serving.search import SimulatedCapacity
from breakeven.serving.simulation import Simulation
from breakeven.serving.traffic import Traffic, traffic_of
from breakeven.serving.trial import Trial, tried

Which = Literal["none", "leaders", "all"]
"""Which replicas of a decision are simulated."""
Answers = Mapping[Replica, Replica | Excuse]
"""What replicas serve in the simulator, or why they cannot."""
MARGIN = 0.1
"""How much more than the closed form says a replica may serve: nineteen in twenty serve less."""
MODELS = 2
"""Models whose machines are cheapest in the long run: their own leaders are simulated too."""
MOST = 400
"""Replicas that are simulated at most beside `all`: a few seconds; some 60 are usual."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Corrected:
    """Options after simulation."""

    options: Options
    simulated: int
    """Replicas that were."""
    answers: Answers
    """What each of them serves, or why it cannot."""


def corrected(
    found: Options, question: Question, which: Which, *, known: Answers | None = None
) -> Corrected:
    """Return the options with simulated rates, until no leader's rate is the closed form's.

    Who leads does not depend on the workload's volume, and so neither does what is simulated: more
    load never costs less. What is `known` is not simulated again.
    """
    known = known or {}
    traffic = traffic_of(question.workload)
    trial = Trial(workload=question.workload, targets=question.targets)
    fleets = fleets_of(found)
    answers: dict[Replica, Replica | Excuse] = {}
    alike: dict[tuple[float, ...], SimulatedCapacity] = {}
    while fleets.row.size:
        places = np.arange(fleets.row.size) if which == "all" else leaders(fleets)
        fresh = np.unique(fleets.replica[places[~fleets.simulated[places]]])
        if not fresh.size or (which != "all" and len(answers) >= MOST):
            break
        for number in fresh:
            replica, model = fleets.replicas[number]
            answer = known.get(replica) or simulated(model, replica, trial, traffic, alike)
            answers[replica] = answer
            fleets.put(number, 0.0 if isinstance(answer, Excuse) else answer.gain)
    return Corrected(
        options=found.with_replicas(answers, question), simulated=len(answers), answers=answers
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fleets:
    """The rows of own machines as arrays of shape (rows,); a replica runs on several machines."""

    row: NDArray[np.intp]
    """Place among the options."""
    usd: Array
    """A month of one machine."""
    served: Array
    """Requests a day that one machine serves; 0 where it turned out not to."""
    simulated: Flags
    model: NDArray[np.intp]
    """Number of the model."""
    replica: NDArray[np.intp]
    """Place among `replicas`."""
    replicas: tuple[tuple[Replica, Model], ...]

    def put(self, replica: int, gain: float) -> None:
        """Take in that a replica serves `gain` times what was thought."""
        rows = self.replica == replica
        self.served[rows] *= gain
        self.simulated[rows] = True


def fleets_of(found: Options) -> Fleets:
    """Return the rows of own machines."""
    rows = [(i, row) for i, row in enumerate(found.rows) if isinstance(row, FleetRow)]
    replicas: dict[Replica, tuple[int, Model]] = {}
    models: dict[str, int] = {}
    for _, row in rows:
        replicas.setdefault(row.replica, (len(replicas), row.candidate.model))
        models.setdefault(row.candidate.model.id, len(models))
    places = np.array([i for i, _ in rows], np.intp)
    return Fleets(
        row=places,
        usd=np.asarray(found.curve.step_usd, float)[places],
        served=np.asarray(found.curve.step_requests, float)[places],
        simulated=np.zeros(places.size, bool),
        model=np.array([models[row.candidate.model.id] for _, row in rows], np.intp),
        replica=np.array([replicas[row.replica][0] for _, row in rows], np.intp),
        replicas=tuple((replica, model) for replica, (_, model) in replicas.items()),
    )


def leaders(fleets: Fleets) -> NDArray[np.intp]:
    """Return the fleets that may be the cheapest at some volume, and those of the best models.

    Fleets differ in what a machine costs and serves: who is beaten in both is never the cheapest.
    """
    usd, served = fleets.usd, fleets.served
    chosen = [front(usd, served, served * (1.0 + MARGIN * ~fleets.simulated))]
    slope = usd / np.maximum(served, 1e-9)
    order = np.argsort(slope, kind="stable")
    _, first = np.unique(fleets.model[order], return_index=True)
    for place in np.sort(first)[:MODELS]:
        own = np.flatnonzero(fleets.model == fleets.model[order[place]])
        chosen.append(own[front(usd[own], served[own], served[own])])
    return np.unique(np.concatenate(chosen))


def simulated(
    model: Model,
    replica: Replica,
    trial: Trial,
    traffic: Traffic,
    alike: dict[tuple[float, ...], SimulatedCapacity],
) -> Replica | Excuse:
    """Return a replica with what it serves in the simulation, or why it cannot.

    `alike` remembers: models of one architecture serve the same.
    """
    combo, hardware, way = replica.combo, replica.combo.hardware, replica.combo.round_trip_ms
    trial = replace(trial, targets=less_the_way(trial.targets, way)) if way else trial
    cost, memory = timed(model, combo, traffic)
    limits = (memory.kv_tokens, hardware.max_num_seqs, hardware.max_num_batched_tokens)
    numbers = (*(getattr(cost, f.name) for f in fields(cost)), *limits)
    key = (*(float(n) for n in numbers), combo.engine.kv_block_tokens, way)
    run = alike.get(key)
    if run is None:
        run = alike[key] = tried(
            trial,
            cost,
            hardware,
            memory,
            engine=combo.engine,
            guess=replica.requests_per_second,
            service_seconds=replica.latency.tpot_p50_ms / 1e3 * traffic.output_mean,
        )
    if not run.feasible:
        return missed_excuse(run, trial)
    return replace(
        replica,
        requests_per_second=run.requests_per_second,
        latency=latency_of(run.simulation),
        closed_form=replica.requests_per_second,
    )


def latency_of(run: Simulation) -> Latency:
    """Return what requests waited in a simulation; one without a second token has no TPOT."""
    ttft, tpot = (np.nan_to_num(run.percentiles(m, (50.0, 99.0))) * 1e3 for m in ("ttft", "tpot"))
    return Latency(
        ttft_p50_ms=float(ttft[0]),
        ttft_p99_ms=float(ttft[1]),
        tpot_p50_ms=float(tpot[0]),
        tpot_p99_ms=float(tpot[1]),
    )


def missed_excuse(found: SimulatedCapacity, trial: Trial) -> Excuse:
    """Return what the simulated requests got at the lowest rate that was tried."""
    run, targets = found.simulation, trial.targets
    if run.rejected:
        share = run.rejected / run.arrivals.size
        detail = f"its cache cannot hold {share:.1%} of the workload's requests"
        return Excuse(reason="does-not-fit-in-memory", detail=detail)
    said = [
        f"{name} {run.percentiles(metric, (99.0,))[0] * 1e3:,.0f} ms of at most {limit:,.0f} ms"
        for name, metric, limit in (
            ("TTFT p99", "ttft", targets.ttft_p99_ms),
            ("TPOT p99", "tpot", targets.tpot_p99_ms),
            ("end-to-end p99", "e2e", targets.e2e_p99_ms),
        )
        if limit
    ]
    detail = f"simulated at hardly any load: {'; '.join(said) or 'it never keeps up'}"
    return Excuse(reason="misses-latency-target", detail=detail)
