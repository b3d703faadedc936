"""How far to trust fitted coefficients: spreads of the errors on what the fit did not see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array, Flags
from breakeven.serving.calibration import Targets
from breakeven.serving.measurement import Setting
from breakeven.serving.quantities import RATES

KINSHIP = 40.0
"""Values from which a pair's own errors outweigh those of its engine."""
FEWEST = 8
NOTHING_KNOWN = 0.6
UNMEASURED = 1.15
"""Wider range where nothing of the kind was measured."""


@dataclass(frozen=True, kw_only=True)
class Residuals:
    """Errors of each target on each fold, with what they belong to."""

    engine: Array
    pair: Array
    generation: Array
    source: Array
    kind: Array
    """error, ttft_error or rate_error."""
    unseen: Mapping[str, Array]

    @classmethod
    def of(
        cls, settings: Sequence[Setting], targets: Targets, unseen: Mapping[str, Array]
    ) -> "Residuals":
        """Label the targets' errors."""
        runs = [settings[i] for i in targets.run]
        return cls(
            engine=np.array([s.engine for s in runs]),
            pair=np.array([f"{s.engine}/{s.accelerator}" for s in runs]),
            generation=np.array([f"{s.engine}/{s.generation}" for s in runs]),
            source=np.array([s.source for s in runs]),
            kind=np.array(
                [
                    "rate_error" if q in RATES else "ttft_error" if q == "ttft" else "error"
                    for q in targets.quantity
                ]
            ),
            unseen=unseen,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreads:
    """What is written beside coefficients."""

    error: float
    ttft_error: float
    rate_error: float
    new_model: float
    median_error: float
    points: int
    sources: tuple[str, ...]


def spreads(residuals: Residuals, name: str) -> Spreads:
    """Return the spreads of an id: of a pair from its own errors, mixed with its engine's.

    They are those on points that the fit did not see; where a whole pair was not measured, those
    on whole pairs. Whole models that it did not see say how much wider they are for such.
    """
    engine = residuals.engine == name.partition("/")[0]
    engine = engine if engine.any() else np.ones(len(residuals.engine), bool)
    own = residuals.pair == name
    if not own.any():
        own = residuals.generation == name
    if name in set(residuals.engine) or name == "default":
        own = engine
    is_pair = bool((residuals.pair == name).any())
    folds = ("points",) if is_pair else ("pairs",)
    width = 1.0 if is_pair else UNMEASURED
    unseen, seen = (_spread(residuals, own, engine, "error", (f,)) for f in ("models", "points"))
    kinds = {
        kind: width * _spread(residuals, own, engine, kind, folds)
        for kind in ("error", "ttft_error", "rate_error")
    }
    times = own & (residuals.kind != "ttft_error")
    return Spreads(
        **{kind: float(f"{value:.3g}") for kind, value in kinds.items()},
        new_model=float(f"{max(unseen / seen, 1.0):.3g}"),
        median_error=_median(residuals, times),
        points=int(own.sum()),
        sources=tuple(str(s) for s in np.unique(residuals.source[own])),
    )


def widths(residuals: Residuals, fold: str) -> Array:
    """Return the spread that each target's prediction would have carried in a fold.

    A pair that was held out carries that of its generation.
    """
    ids = residuals.generation if fold == "pairs" else residuals.pair
    known = {str(name): spreads(residuals, str(name)) for name in np.unique(ids)}
    more = fold == "models"
    return np.array(
        [
            getattr(known[i], k) * (known[i].new_model if more else 1.0)
            for i, k in zip(ids, residuals.kind, strict=True)
        ]
    )


def _errors(residuals: Residuals, which: Flags, folds: Sequence[str]) -> Array:
    names = [f for f in folds if f in residuals.unseen] or list(residuals.unseen)
    found = np.concatenate([residuals.unseen[f][which] for f in names])
    return found[np.isfinite(found)]


def _spread(
    residuals: Residuals, own: Flags, engine: Flags, kind: str, folds: Sequence[str]
) -> float:
    """Return the spread whose 5-95 % range holds nine in ten of the errors."""
    of_kind = residuals.kind == kind
    mine = _errors(residuals, own & of_kind, folds)
    kin = _errors(residuals, engine & of_kind, folds)
    if len(kin) < FEWEST:
        kin = _errors(residuals, of_kind, folds)
    near = _quantile(mine) if len(mine) else 0.0
    share = len(mine) / (len(mine) + KINSHIP)
    return float(np.sqrt(share * near**2 + (1 - share) * _quantile(kin) ** 2))


def _quantile(errors: Array) -> float:
    if len(errors) == 0:
        return NOTHING_KNOWN
    return float(np.quantile(np.abs(errors), 0.9)) / 1.645


def _median(residuals: Residuals, which: Flags) -> float:
    found = _errors(residuals, which, ("models", "pairs"))
    return round(float(np.median(np.abs(np.expm1(-found)))), 3) if len(found) else 0.0
