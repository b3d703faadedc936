"""Predicted against measured: errors by metric, engine, accelerator and model, nothing hidden."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from breakeven.domain.engine import Efficiency
from breakeven.domain.numbers import Array, Flags
from breakeven.serving.coefficients import Coefficients, closest, stack_efficiencies
from breakeven.serving.experiment import experiments
from breakeven.serving.measurement import Point, Setting, bench
from breakeven.serving.plausible import too_fast
from breakeven.serving.quantities import MIDDLE, RATES, SECONDS, quantities, statistic_name
from breakeven.serving.simulator import can_simulate

Z90 = 1.6448536269514722
"""Half the width of the range that holds 90 % of a normal distribution."""
MEMORY_ERROR = 0.02
"""Standard deviation of the memory's logarithm."""
TAIL_ERROR = 1.3
"""Spread of a tail's error in that of the middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Errors of predictions, as fractions of what was measured."""

    n: int
    median_abs_error: float
    p90_abs_error: float
    bias: float
    """Median of predicted over measured, less 1."""
    inside_range: float
    """Share of the measured values inside the 5-95 % range."""

    def to_dict(self) -> dict[str, object]:
        """Return the errors as JSON shows them."""
        return {
            "n": self.n,
            "median_abs_error": self.median_abs_error,
            "p90_abs_error": self.p90_abs_error,
            "bias": self.bias,
            "inside_range": self.inside_range,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Errors of one metric on one model, engine and accelerator."""

    metric: str
    engine: str
    gpu: str
    model: str
    errors: Errors

    def to_dict(self) -> dict[str, object]:
        """Return the group as JSON shows it."""
        named = {"metric": self.metric, "engine": self.engine, "gpu": self.gpu}
        return {**named, "model": self.model, **self.errors.to_dict()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """One row's prediction, in the unit of seconds, per second or GiB."""

    row: int
    predicted: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Validation:
    """How predictions compare with a file of measurements."""

    overall: Mapping[str, Errors]
    groups: tuple[Group, ...]
    skipped: tuple[tuple[int, str], ...]
    """Row and reason."""
    predictions: tuple[Predicted, ...]

    def to_dict(self) -> dict[str, object]:
        """Return what `breakeven validate --json` prints."""
        return {
            "overall": {metric: e.to_dict() for metric, e in self.overall.items()},
            "groups": [g.to_dict() for g in self.groups],
            "skipped": [{"row": row, "reason": reason} for row, reason in self.skipped],
        }


def validate(
    settings: Sequence[Setting],
    points: Sequence[Point],
    efficiencies: Mapping[str, Efficiency],
    *,
    skipped: Sequence[tuple[int, str]] = (),
) -> Validation:
    """Compare predictions with measured points.

    Closed loops and rates are simulated as their clients send them, where the simulator is
    installed; the closed form predicts the rest. Points faster than the weights can be read are
    skipped with that reason.
    """
    kept = [p for p in points if not too_fast(settings[p.setting], p)]
    left_out = [(p.row, r) for p in points if (r := too_fast(settings[p.setting], p))]
    if not kept:
        gone = tuple(sorted([*skipped, *left_out]))
        return Validation(overall={}, groups=(), skipped=gone, predictions=())
    predicted, spread = _predict(settings, kept, efficiencies)
    known = np.isfinite(predicted) & (predicted > 0)
    left_out += [
        (p.row, _unknown(p, settings[p.setting])) for p, k in zip(kept, known, strict=True) if not k
    ]
    kept = [p for p, k in zip(kept, known, strict=True) if k]
    predicted, spread = predicted[known], spread[known]
    width = np.exp(Z90 * spread)
    measured = np.array([p.value for p in kept])
    inside = (measured >= predicted / width) & (measured <= predicted * width)
    ratio = predicted / measured
    return Validation(
        overall=_by_metric(kept, ratio, inside),
        groups=_groups(settings, kept, ratio, inside),
        skipped=tuple(sorted([*skipped, *left_out])),
        predictions=tuple(
            Predicted(row=p.row, predicted=float(x), low=float(x / w), high=float(x * w))
            for p, x, w in zip(kept, predicted, width, strict=True)
        ),
    )


def coefficients_of(
    settings: Sequence[Setting], efficiencies: Mapping[str, Efficiency]
) -> tuple[Coefficients, tuple[Efficiency, ...]]:
    """Return the closest coefficients of each run."""
    found = tuple(
        closest(efficiencies, engine=s.engine, accelerator=s.accelerator, generation=s.generation)
        for s in settings
    )
    factors = [
        e.factor(s.model, setup=s.key, release=s.release)
        for e, s in zip(found, settings, strict=True)
    ]
    return stack_efficiencies(found, factors), found


def _predict(
    settings: Sequence[Setting], points: Sequence[Point], efficiencies: Mapping[str, Efficiency]
) -> tuple[Array, Array]:
    """Return each point's prediction and its spread, that of the logarithm."""
    coefficients, found = coefficients_of(settings, efficiencies)
    whole = bench(settings)
    closed = quantities(whole, coefficients)
    simulated = experiments(whole, coefficients) if can_simulate() else {}
    values = np.array([_predicted(p, closed, simulated) for p in points], float)
    spread = np.array(
        [_spread(found[p.setting], p, settings[p.setting].model) for p in points], float
    )
    return values, spread


def _predicted(point: Point, closed: Mapping[str, Array], simulated: Mapping[str, Array]) -> float:
    name = statistic_name(point.quantity, point.statistic)
    if name in simulated and np.isfinite(simulated[name][point.setting]):
        return float(simulated[name][point.setting])
    return float(closed[point.quantity][point.setting]) if point.statistic in MIDDLE else np.nan


def _unknown(point: Point, of: Setting) -> str:
    """Say why nothing is predicted."""
    if point.statistic in MIDDLE:
        return f"{point.metric} has no meaning for a {of.load.kind} run"
    return f"{point.metric}: tails come from the simulator, which does not serve this run"


def _spread(efficiency: Efficiency, point: Point, model: str) -> float:
    if point.quantity in RATES:
        return efficiency.spread("rate_error", model)
    if point.quantity not in SECONDS:
        return MEMORY_ERROR
    kind = "ttft_error" if point.quantity == "ttft" else "error"
    error = efficiency.spread(kind, model)
    return error if point.statistic in MIDDLE else error * TAIL_ERROR


def errors(ratio: Array, inside: Flags) -> Errors:
    """Return the errors of predicted over measured values."""
    size = np.abs(ratio - 1.0)
    return Errors(
        n=len(ratio),
        median_abs_error=float(np.median(size)),
        p90_abs_error=float(np.quantile(size, 0.9)),
        bias=float(np.median(ratio) - 1.0),
        inside_range=float(np.mean(inside)),
    )


def _by_metric(points: Sequence[Point], ratio: Array, inside: Flags) -> dict[str, Errors]:
    metrics = np.array([p.metric for p in points])
    return {str(m): errors(ratio[metrics == m], inside[metrics == m]) for m in np.unique(metrics)}


def _groups(
    settings: Sequence[Setting], points: Sequence[Point], ratio: Array, inside: Flags
) -> tuple[Group, ...]:
    members: dict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    for i, p in enumerate(points):
        s = settings[p.setting]
        members[p.metric, s.engine, s.accelerator, s.model].append(i)
    return tuple(
        Group(
            metric=metric,
            engine=engine,
            gpu=gpu,
            model=model,
            errors=errors(ratio[rows], inside[rows]),
        )
        for (metric, engine, gpu, model), rows in sorted(members.items())
    )


def markdown(validation: Validation) -> str:
    """Return the errors as Markdown tables: by metric, then by engine, accelerator and model."""
    head = "n | median error | 90th percentile | bias | inside range |"
    rule = "---:|---:|---:|---:|---:|"
    lines = [f"| metric | {head}", f"|---|{rule}"]
    lines += [f"| {metric} | {_cells(e)}" for metric, e in validation.overall.items()]
    lines += ["", f"| metric | engine | accelerator | model | {head}", f"|---|---|---|---|{rule}"]
    lines += [
        f"| {g.metric} | {g.engine} | {g.gpu} | {g.model} | {_cells(g.errors)}"
        for g in validation.groups
    ]
    return "\n".join(lines) + "\n"


def _cells(e: Errors) -> str:
    return (
        f"{e.n} | {e.median_abs_error:.1%} | {e.p90_abs_error:.1%} | {e.bias:+.1%} "
        f"| {e.inside_range:.0%} |"
    )
