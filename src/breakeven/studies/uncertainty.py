"""How often each option is the cheapest when the uncertain inputs vary over their ranges.

Every input with a range becomes samples on one trailing axis: the error of the predicted capacity
(shared in part by all predictions, in part by those of one model and accelerator), the burst that
a fleet is sized for, and the people that it needs. Prices are what they are on the day.
"""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.domain.provenance import Assumption
from breakeven.economics.curve import CostCurve
from breakeven.economics.market import Question
from breakeven.economics.options import Options

SEED = 20_261_124
SHARED = 0.5
"""Share of the variance of a prediction's error that all predictions have in common."""
ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spread:
    """What the samples say of each option; arrays of shape (options,)."""

    p_best: Array
    usd_per_month_p05: Array
    usd_per_month_p95: Array


def spread(found: Options, question: Question, *, samples: int) -> Spread:
    """Return probability of being the cheapest and the 5-95 % band of each option's month."""
    rng = np.random.default_rng(SEED)
    common = rng.standard_normal(samples)
    groups = {name: i for i, name in enumerate(dict.fromkeys(found.group))}
    own = rng.standard_normal((len(groups), samples))
    burst = _factor(question.assumptions["burst_minute"], rng, samples)
    people = _factor(question.assumptions["people_share"], rng, samples)
    if question.workload.peak_to_mean.minute is not None:
        burst = np.ones(samples)
    index = np.array([groups[g] for g in found.group], int)
    least = np.full(samples, np.inf)
    winner = np.zeros(samples, int)
    bands = []
    for start in range(0, len(found.rows), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        noise = np.sqrt(SHARED) * common + np.sqrt(1 - SHARED) * own[index[part]]
        capacity = np.exp(found.error[part, None] * noise) / burst
        usd = _usd(found, part, capacity, people, question.workload.requests_per_day)
        bands.append(np.quantile(usd, [0.05, 0.95], axis=1))
        best = usd.argmin(axis=0)
        cheaper = usd[best, np.arange(samples)] < least
        least = np.where(cheaper, usd[best, np.arange(samples)], least)
        winner = np.where(cheaper, best + start, winner)
    low, high = np.concatenate(bands, axis=1) if bands else (np.empty(0), np.empty(0))
    return Spread(
        p_best=np.bincount(winner, minlength=len(found.rows)) / samples,
        usd_per_month_p05=low,
        usd_per_month_p95=high,
    )


def _usd(found: Options, part: slice, capacity: Array, people: Array, volume: float) -> Array:
    """Return the month of each option in each sample, shape (rows, samples)."""
    c = found.curve
    column = {
        name: np.asarray(getattr(c, name))[part, None]
        for name in ("fixed", "per_request", "step_usd", "step_requests", "minimum_steps")
    }
    staff = found.people[part, None]
    curve = CostCurve(
        fixed=column["fixed"] + staff * (people - 1.0),
        per_request=column["per_request"],
        step_usd=column["step_usd"],
        step_requests=column["step_requests"] * capacity,
        minimum_steps=column["minimum_steps"],
    )
    return np.asarray(curve.cost(volume), float)


def _factor(assumption: Assumption, rng: np.random.Generator, samples: int) -> Array:
    """Return samples of a value over its central value, triangular over its range."""
    low, mode, high = assumption.low, assumption.value, assumption.high
    if not low < high or mode == 0:
        return np.ones(samples)
    return rng.triangular(low, mode, high, samples) / mode
