"""How long a table of 2,000 options takes through the simulator, on two cores.

An option is a model on some GPUs at a precision; of each the highest rate at a p99 target is found
on a chat service's requests, with no result shared between options.
"""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from benchmarks import Row
from benchmarks.closed_form import chat
from breakeven.api.asking import market_of, question_of
from breakeven.domain.model import Model
from breakeven.domain.offers import Excuse
from breakeven.domain.scenario import ModelChoice, Scenario
from breakeven.economics.fleet import Replica
from breakeven.economics.market import Question
from breakeven.economics.options import options
from breakeven.economics.simulated import fleets_of, simulated
from breakeven.inputs.catalog import load_catalog
from breakeven.serving.traffic import traffic_of
from breakeven.serving.trial import REQUESTS, Trial

OPTIONS = 2_000
CORES = 2
LIKE = "gpt-4o-mini"


def asked() -> tuple[Question, list[tuple[Replica, Model]]]:
    """Return the question, and options spread over all that a decision weighs."""
    catalog = load_catalog()
    workload, _, _ = chat()
    question = question_of(Scenario(models=ModelChoice(like=LIKE)), workload, catalog)
    fleets = fleets_of(options(market_of(catalog), question))
    every = np.linspace(0, len(fleets.replicas) - 1, OPTIONS).astype(int)
    return question, [fleets.replicas[i] for i in every]


def measure() -> Iterator[Row]:
    """Time all of them once, each on its own."""
    question, chosen = asked()
    traffic = traffic_of(question.workload)
    trial = Trial(workload=question.workload, targets=question.targets)

    def rate(option: tuple[Replica, Model]) -> float | None:
        replica, model = option
        found = simulated(model, replica, trial, traffic, {})
        return None if isinstance(found, Excuse) else found.gain

    rate(chosen[0])  # loads the compiled loop, and draws the requests
    cores = min(CORES, os.cpu_count() or 1)
    start, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(cores) as pool:
        gains = list(pool.map(rate, chosen))
    took, busy = time.perf_counter() - start, time.process_time() - used
    works = [g for g in gains if g is not None]
    gap = np.abs(np.log(works))
    yield Row(
        name=f"{len(chosen):,} options simulated, {cores} cores",
        seconds=took,
        runs=1,
        note=f"{len(chosen) / took:.0f} options/s, {busy / len(chosen) * 1e3:.1f} ms of a core;"
        f" {REQUESTS:,} requests or more a run; closed form within {np.median(gap):.1%} in the"
        f" median, {np.quantile(gap, 0.9):.1%} at p90, bias {-np.median(np.log(works)):+.1%};"
        f" {len(chosen) - len(works)} cannot",
    )
