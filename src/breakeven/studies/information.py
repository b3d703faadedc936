"""What it is worth to know more before choosing, and which unknown to measure first.

`totals` is money over the horizon, shape (options, samples), from `inputs`, shape (unknowns,
samples), that are independent of each other. Without more knowledge one chooses the least mean
cost. With it one may choose otherwise: the value of the knowledge is the mean saving.

What the other unknowns do to a total is noise to the value of one. The linear part of it is taken
out, as its mean is 0 whatever the one unknown is: control variates, which make the same samples
worth several times as many.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.studies.probability import CHUNK, cheapest
from breakeven.studies.products import product
from breakeven.studies.sampling import rng_of
from breakeven.studies.smoothing import Cells, basis, cells_of, noisy

FOLDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What measuring one unknown is worth."""

    id: str
    usd: float
    """The mean saving over the horizon, between 0 and that of knowing everything."""
    usd_error: float
    """One standard error; a value within two of it may be nothing."""
    p_change: float
    """The probability that the measurement changes the choice."""
    instead: int | None
    """The option that is then most often chosen; None where the choice stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Information:
    """What knowing more is worth."""

    chosen: int
    """The option with the least mean cost."""
    evpi_usd: float
    """The saving when everything is known before choosing: no study can be worth more."""
    evpi_usd_error: float
    p_change: float
    """The probability that another option than the chosen turns out the cheapest."""
    worth: tuple[Worth, ...]
    """Of each unknown, the most valuable first."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Choice:
    """The options that may be chosen, their totals in two parts, and a fold for each sample."""

    rows: Index
    """The options, the one chosen without more knowledge first."""
    scores: Array
    """The inputs with mean 0 and variance 1, shape (unknowns, samples)."""
    slopes: Array
    """Money for a unit of each score, shape (rows, unknowns)."""
    rest: Array
    """The totals without that, shape (samples, rows)."""
    fold: Index
    """Drawn for each sample, in equal numbers."""


def information(
    totals: Array, *, inputs: Array, ids: Sequence[str], error_left: float, seed: int
) -> Information:
    """Return the value of knowing everything, and that of measuring each unknown.

    A measurement leaves `error_left` of an unknown's error: with 0 this is the expected value of
    perfect partial information, with 0.5 that of a measurement that halves the error.
    """
    chosen = int(totals.mean(axis=1).argmin())
    winner, least = cheapest(totals)
    saved = totals[chosen] - least
    evpi = float(saved.mean())
    choice = _choice(totals, chosen, inputs, seed)
    worth = []
    for i, name in enumerate(ids):
        known = choice.scores[i]
        if error_left > 0 and known.any():
            known = noisy(known, error_left=error_left, rng=rng_of(name, seed=seed))
        worth.append(_worth(name, known, i, choice, evpi))
    worth.sort(key=lambda w: (-w.usd, w.id))
    return Information(
        chosen=chosen,
        evpi_usd=evpi,
        evpi_usd_error=_error(saved),
        p_change=float(np.mean(winner != chosen)),
        worth=tuple(worth),
    )


def _choice(totals: Array, chosen: int, inputs: Array, seed: int) -> _Choice:
    """Return the options worth a thought: those cheaper than the chosen one in some sample.

    One that cannot be had in some sample has no mean, and is none of them.
    """
    samples = totals.shape[1]
    rows = [chosen]
    for part in _chunks(len(totals)):
        usd = totals[part]
        rival = (usd < totals[chosen]).any(axis=1) & np.isfinite(usd).all(axis=1)
        rows += [part.start + int(i) for i in rival.nonzero()[0]]
    scores = _scores(inputs)
    inverse = np.linalg.pinv(product(scores, scores.T), hermitian=True)
    slopes = np.empty((len(rows), len(inputs)))
    rest = np.empty((samples, len(rows)))
    for part in _chunks(len(rows)):
        usd = totals[rows[part]]
        slopes[part] = product(usd, scores.T) @ inverse
        rest[:, part] = (usd - product(slopes[part], scores)).T
    fold = np.random.default_rng(seed).permutation(samples) * FOLDS // samples
    return _Choice(rows=np.array(rows), scores=scores, slopes=slopes, rest=rest, fold=fold)


def _scores(inputs: Array) -> Array:
    """Return the inputs with mean 0 and variance 1; 0 where one does not vary."""
    scores = np.zeros_like(inputs)
    varies = np.ptp(inputs, axis=1) > 0
    known = inputs[varies]
    scores[varies] = (known - known.mean(axis=1, keepdims=True)) / known.std(axis=1, keepdims=True)
    return scores


def _chunks(count: int) -> list[slice]:
    return [slice(start, start + CHUNK) for start in range(0, count, CHUNK)]


def _worth(name: str, known: Array, place: int, choice: _Choice, evpi: float) -> Worth:
    """Return what it is worth to know one unknown, in a place of the inputs, or a signal of it."""
    if len(choice.rows) == 1 or not known.any():
        return _worthless(name, 0.0)
    cells = cells_of(known, fold=choice.fold)
    picked = np.empty(len(known), np.intp)
    picked[cells.order] = np.repeat(_picked(known, place, choice, cells), cells.sizes)
    slope = choice.slopes[:, place]
    saved = choice.rest[:, 0] - choice.rest[np.arange(len(known)), picked]
    saved += (slope[0] - slope[picked]) * choice.scores[place]
    changed = picked != 0
    if saved.mean() <= 0 or not changed.any():
        return _worthless(name, _error(saved))
    most = int(np.bincount(picked[changed]).argmax())
    return Worth(
        id=name,
        usd=min(float(saved.mean()), evpi),
        usd_error=_error(saved),
        p_change=float(changed.mean()),
        instead=int(choice.rows[most]),
    )


def _worthless(name: str, usd_error: float) -> Worth:
    return Worth(id=name, usd=0.0, usd_error=usd_error, p_change=0.0, instead=None)


def _picked(known: Array, place: int, choice: _Choice, cells: Cells) -> Index:
    """Return which of the rows one would choose in each cell, knowing this unknown alone.

    The choice in a fold rests on the conditional means fitted to the other folds, and is then paid
    at the fold's own totals. The least of many fitted means looks cheaper than it is (the bias of
    Strong, Oakley and Brennan's (2014) regression estimator); what the choice then costs does not.
    """
    functions, penalty = basis(known)
    means = cells.sums(functions) / cells.sizes[:, None]
    usd = cells.sums(choice.rest)
    usd += cells.sums(choice.scores[place, :, None]) * choice.slopes[:, place]
    usd -= usd[:, :1].copy()
    squares = [means[f].T @ (means[f] * cells.sizes[f, None]) for f in cells.folds]
    moments = [product(means[f].T, usd[f]) for f in cells.folds]
    square, moment = sum(squares) + penalty, sum(moments)
    picked = np.empty(len(means), np.intp)
    for fold, own_square, own_moment in zip(cells.folds, squares, moments, strict=True):
        fit = means[fold] @ np.linalg.inv(square - own_square)
        picked[fold] = product(fit, moment - own_moment).argmin(axis=1)
    return picked


def _error(saved: Array) -> float:
    """Return one standard error of the mean of samples."""
    return float(saved.std(ddof=1) / np.sqrt(len(saved))) if len(saved) > 1 else 0.0
