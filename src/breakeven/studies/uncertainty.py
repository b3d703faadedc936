"""How often each option is the cheapest when the uncertain inputs vary over their ranges.

Every input with a range becomes samples on one trailing axis: the error of the predicted capacity
(shared in part by all predictions, in part by those of one model and accelerator), the burst that
a fleet is sized for, and the people that it needs. Prices are what they are on the day.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from breakeven.domain.numbers import Array
from breakeven.domain.provenance import Assumption
from breakeven.economics.curve import CostCurve
from breakeven.economics.market import Question
from breakeven.economics.options import Options

SEED = 20_261_124
SHARED = 0.5
"""Share of the variance of a prediction's error that all predictions have in common."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spread:
    """What the samples say of each option; arrays of shape (rows asked for,)."""

    p_best: Array
    usd_per_month_p05: Array
    usd_per_month_p95: Array


def spread(found: Options, rows: NDArray[np.intp], question: Question, *, samples: int) -> Spread:
    """Return how often each of `rows` is the cheapest, and the 5-95 % band of its month."""
    rng = np.random.default_rng(SEED)
    common = rng.standard_normal(samples)
    names = [found.rows[i].group for i in rows]
    groups = {name: i for i, name in enumerate(dict.fromkeys(names))}
    own = rng.standard_normal((len(groups), samples))[[groups[n] for n in names]]
    burst = _factor(question.assumptions["burst_minute"], rng, samples)
    if not question.demand.burst_is_assumed:
        burst = np.ones(samples)
    noise = np.sqrt(SHARED) * common + np.sqrt(1 - SHARED) * own
    capacity = np.exp(found.error[rows, None] * noise) / burst
    usd = _usd(found, rows, capacity, question.workload.requests_per_day)
    low, high = np.quantile(usd, [0.05, 0.95], axis=1)
    winners = np.bincount(usd.argmin(axis=0), minlength=len(rows))
    return Spread(p_best=winners / samples, usd_per_month_p05=low, usd_per_month_p95=high)


def _usd(
    found: Options, rows: NDArray[np.intp], capacity: Array, volume: float
) -> Array:
    """Return the month of each row in each sample, shape (rows, samples)."""
    c = found.curve
    names = [f.name for f in fields(c) if f.name != "hours"]
    column = {n: np.broadcast_to(getattr(c, n), (len(found.rows),))[rows, None] for n in names}
    column["step_requests"] = column["step_requests"] * capacity
    return np.asarray(CostCurve(**column, hours=c.hours).cost(volume), float)


def _factor(assumption: Assumption, rng: np.random.Generator, samples: int) -> Array:
    """Return samples of a value over its central value, triangular over its range."""
    low, mode, high = assumption.low, assumption.value, assumption.high
    if not low < high or mode == 0:
        return np.ones(samples)
    return rng.triangular(low, mode, high, samples) / mode
