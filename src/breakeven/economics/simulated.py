"""Replicas whose rate comes from the simulator instead of the closed form."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from breakeven.domain.model import Model
from breakeven.domain.offers import Excuse
from breakeven.economics.decision import Latency
from breakeven.economics.fleet import Replica
from breakeven.economics.market import Question
from breakeven.economics.options import Options
from breakeven.economics.rows import FleetRow
from breakeven.serving.memory import fit
from breakeven.serving.search import SimulatedCapacity
from breakeven.serving.shape import shape_of
from breakeven.serving.simulation import Simulation
from breakeven.serving.steptime import slowed, step_cost
from breakeven.serving.traffic import Traffic, traffic_of
from breakeven.serving.trial import Trial, tried

Which = Literal["none", "leaders", "all"]
"""Which replicas of a decision are simulated."""
MARGIN = 0.1
"""How much more than the closed form says a replica may serve: nineteen in twenty serve less."""
MODELS = 8
"""Models whose machines are cheapest in the long run: their own leaders are simulated too."""
MOST = 400
"""Replicas that are simulated beside `all`, a few seconds' work; some 60 are usual."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Corrected:
    """Options after simulation."""

    options: Options
    simulated: int
    """Replicas that were."""


def corrected(found: Options, question: Question, trial: Trial, which: Which) -> Corrected:
    """Return the options with simulated rates, until no leader's rate is the closed form's.

    Who leads does not depend on the workload's volume, and so neither does what is simulated: more
    load never costs less.
    """
    traffic = traffic_of(question.workload)
    known: set[Replica] = set()
    while True:
        rows = _fleets(found) if which == "all" else leaders(found)
        asked = _replicas(found, rows)
        fresh = {r: m for r, m in asked.items() if r.closed_form is None}
        if not fresh or (which != "all" and len(known) >= MOST):
            return Corrected(options=found, simulated=len(known))
        answers = {r: simulated(m, r, trial, traffic) for r, m in fresh.items()}
        known |= fresh.keys()
        found = found.with_replicas(answers, question)


def _replicas(found: Options, rows: Iterable[int]) -> dict[Replica, Model]:
    """Return the replicas of some rows with their models."""
    fleets = (row for row in (found.rows[i] for i in rows) if isinstance(row, FleetRow))
    return {row.replica: row.candidate.model for row in fleets}


def simulated(model: Model, replica: Replica, trial: Trial, traffic: Traffic) -> Replica | Excuse:
    """Return a replica with what it serves in the simulation, or why it cannot."""
    combo, shape = replica.combo, shape_of(model)
    hardware = combo.hardware
    run = tried(
        trial,
        slowed(step_cost(shape, hardware), combo.factor(model)),
        hardware,
        fit(shape, hardware, context_tokens=traffic.longest),
        block_tokens=combo.engine.kv_block_tokens,
        guess=replica.requests_per_second,
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


def leaders(found: Options) -> list[int]:
    """Return the fleets that may be the cheapest at some volume, and those of the best models.

    Fleets differ in what a machine costs and serves: who is beaten in both is never the cheapest.
    """
    every = np.array(_fleets(found), int)
    if not every.size:
        return []
    usd, served = (
        np.asarray(c, float)[every] for c in (found.curve.step_usd, found.curve.step_requests)
    )
    rows = [found.rows[i] for i in every]
    unsure = np.array([isinstance(r, FleetRow) and r.replica.closed_form is None for r in rows])
    chosen = set(_front(usd, served, served * (1.0 + MARGIN * unsure)).tolist())
    models = np.array([r.candidate.model.id for r in rows])
    slope = usd / served
    cheapest = dict.fromkeys(models[np.argsort(slope, kind="stable")].tolist())
    for model in list(cheapest)[:MODELS]:
        own = np.flatnonzero(models == model)
        chosen |= set(own[_front(usd[own], served[own], served[own])].tolist())
    return [int(every[i]) for i in sorted(chosen)]


def _front(
    usd: NDArray[np.float64], served: NDArray[np.float64], at_most: NDArray[np.float64]
) -> NDArray[np.intp]:
    """Return the machines that, at best, serve more than every cheaper one."""
    order = np.lexsort((-served, usd))
    most = np.maximum.accumulate(np.concatenate([[0.0], served[order][:-1]]))
    front: NDArray[np.intp] = order[at_most[order] > most]
    return front


def _fleets(found: Options) -> list[int]:
    return [i for i, row in enumerate(found.rows) if isinstance(row, FleetRow)]
