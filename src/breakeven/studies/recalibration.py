"""Fit the coefficients to a user's own runs, starting from those that ship."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np

from breakeven.domain.engine import Efficiency
from breakeven.domain.numbers import Array
from breakeven.domain.provenance import Provenance
from breakeven.serving.calibration import fit, level, log_predictions
from breakeven.serving.coefficients import MODEL, NAMES
from breakeven.serving.measurement import Point, Setting, bench
from breakeven.serving.plausible import implausible
from breakeven.serving.quantities import RATES
from breakeven.serving.simulator import can_simulate
from breakeven.serving.targets import targets
from breakeven.studies.validation import Errors, Validation, coefficients_of, validate

ITERATIONS = 8
SIMULATIONS = 4
"""Last iterations before which the runs are simulated."""
WIDTH = 1.0
"""How far own runs may move the coefficients, in their spread between engines."""
TRUST = 40.0
"""Values from which the spread of own errors outweighs the one that ships."""
DIGITS = 4


@dataclass(frozen=True, kw_only=True)
class Recalibration:
    """Coefficients fitted to own runs, and how predictions changed."""

    points: int
    efficiencies: tuple[Efficiency, ...]
    before: Validation
    after: Validation

    def to_dict(self) -> dict[str, object]:
        """Return what `breakeven calibrate --json` prints."""
        return {
            "points": self.points,
            "before": _overall(self.before.overall),
            "after": _overall(self.after.overall),
        }

    def to_toml(self) -> str:
        """Return the overlay's calibration file."""
        return efficiencies_toml(self.efficiencies)


def _overall(found: Mapping[str, Errors]) -> dict[str, object]:
    return {metric: e.to_dict() for metric, e in found.items()}


def calibrate(
    settings: Sequence[Setting],
    points: Sequence[Point],
    efficiencies: Mapping[str, Efficiency],
    *,
    day: date,
) -> Recalibration:
    """Fit one set of coefficients for each engine and accelerator that the points name.

    Setups and releases that ship with a factor lose it: own runs say what they need themselves.
    """
    before = validate(settings, points, efficiencies)
    wanted = targets(settings, points, leave_out=implausible(settings, points))
    if len(wanted) == 0:
        return Recalibration(points=0, efficiencies=(), before=before, after=before)
    bare = {k: replace(e, setup_factors={}, release_factors={}) for k, e in efficiencies.items()}
    stacked, shipped = coefficients_of(settings, bare)
    start = np.log(np.stack([np.maximum(getattr(stacked, n), 1e-9) for n in NAMES], axis=1))
    pairs = level("pair", [pair_of(s) for s in settings], width=WIDTH, is_local=True)
    every = bench(settings)
    models = level("model", [_triple(s) for s in settings], width=WIDTH, of_models=True)
    found = fit(
        every,
        wanted,
        start=start,
        levels=[pairs, models],
        iterations=ITERATIONS,
        simulations=SIMULATIONS if can_simulate() else 0,
    )
    error = wanted.log_value - log_predictions(every, wanted, found.logs()) - found.gap
    quantity = np.array(wanted.quantity)
    own = []
    for number, name in enumerate(pairs.groups):
        runs = np.flatnonzero(pairs.group == number)
        mine = np.isin(wanted.run, runs)
        if mine.any():
            base = replace(shipped[runs[0]], id=name)
            measured = [settings[i] for i in runs.tolist()]
            fitted = _fitted(base, found.logs()[runs], measured, ships=efficiencies.get(name))
            own.append(_with_errors(fitted, error[mine], quantity[mine], day))
    after = validate(settings, points, {**efficiencies, **{e.id: e for e in own}})
    return Recalibration(points=len(wanted), efficiencies=tuple(own), before=before, after=after)


def _fitted(
    base: Efficiency, logs: Array, measured: Sequence[Setting], *, ships: Efficiency | None
) -> Efficiency:
    """Return the coefficients of one engine on one accelerator from those of its runs."""
    of_models = np.exp(logs[:, NAMES.index(MODEL)])
    factors = {s.model: round(float(x), 3) for s, x in zip(measured, of_models, strict=True)}
    return replace(
        with_logs(base, logs[0]),
        model_factors={**base.model_factors, **factors},
        setup_factors=_setups(ships, measured),
    )


def _setups(ships: Efficiency | None, own: Sequence[Setting]) -> dict[str, float]:
    """Return what ships of setups of other models; those of own models need no factor."""
    models = {s.model for s in own}
    others = ships.setup_factors if ships else {}
    kept = {k: v for k, v in others.items() if k.partition("/")[0] not in models}
    return {**kept, **{s.key: 1.0 for s in own}}


def _triple(s: Setting) -> str:
    return f"{s.engine}/{s.accelerator}/{s.model}"


def pair_of(s: Setting) -> str:
    """Return the id of the coefficients of one engine on one accelerator."""
    return f"{s.engine}/{s.accelerator}"


def with_logs(base: Efficiency, logs: Array) -> Efficiency:
    """Return coefficients from their logarithms, rounded as they are written."""
    values: dict[str, Any] = {
        n: float(f"{np.exp(x):.{DIGITS}g}") for n, x in zip(NAMES, logs, strict=True) if n != MODEL
    }
    return replace(base, **values)


def _with_errors(fitted: Efficiency, error: Array, quantity: Array, day: date) -> Efficiency:
    rates = np.isin(quantity, RATES)
    first = quantity == "ttft"
    kinds = {"error": ~rates & ~first, "ttft_error": first, "rate_error": rates}
    spreads: dict[str, Any] = {k: spread(error[m], getattr(fitted, k)) for k, m in kinds.items()}
    return replace(
        fitted,
        **spreads,
        points=len(error),
        provenance=Provenance(
            source="own-measurements",
            date=day,
            note=f"fitted to {len(error)} own values, starting from the coefficients that ship",
        ),
    )


def spread(error: Array, believed: float) -> float:
    """Return the spread of errors, mixed with what was believed before where they are few."""
    seen = error[np.isfinite(error)]
    own = float(np.quantile(np.abs(seen), 0.9)) / 1.645 if len(seen) else 0.0
    mixed = (len(seen) * own**2 + TRUST * believed**2) / (len(seen) + TRUST)
    return float(f"{np.sqrt(mixed):.3g}")


def efficiencies_toml(found: Sequence[Efficiency], *, heading: str = "") -> str:
    """Write coefficients as a calibration file."""
    blocks = [_block(e) for e in found]
    return (f"{heading}\n" if heading else "") + "\n".join(blocks)


def _block(e: Efficiency) -> str:
    own = {f.name: getattr(e, f.name) for f in fields(e) if f.name != "provenance"}
    p = e.provenance
    rows = [f"{k} = {_value(v)}" for k, v in own.items() if v != {}]
    rows += [f"date = {p.date.isoformat()}" if p.date else "", f'source = "{p.source}"']
    rows += [f'url = "{p.url}"' if p.url else "", f'note = "{p.note}"' if p.note else ""]
    rows += [] if p.verified else ["verified = false"]
    return "\n".join(["[[efficiency]]", *(r for r in rows if r)]) + "\n"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f'"{k}" = {v:g}' for k, v in value.items()) + " }"
    if isinstance(value, str):
        return f'"{value}"'
    return f"{value:g}" if isinstance(value, float) else str(value)
