"""Fit the coefficients of the step time to measurements: few numbers, pooled, robust.

The logarithm of a coefficient is a sum of effects: of all runs, of the engine, of the GPU's
generation, of both together, of engine and accelerator. Each effect is pulled towards zero by its
prior spread, so thin data stays near its kin (ridge, or a Gaussian prior; Gelman and Hill 2007).
Errors are logarithms of measured over predicted under Huber's loss; the minimum is found by
Gauss-Newton. One derivative by each coefficient serves all levels, because an effect moves only
its own runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from breakeven.domain.numbers import Array, Flags, Index
from breakeven.serving.coefficients import MODEL, NAMES, Coefficients
from breakeven.serving.experiment import experiments
from breakeven.serving.measurement import Bench
from breakeven.serving.quantities import quantities, statistic_name

STEP = 0.02
"""Change of a logarithm by which derivatives are taken."""
SCALE = 0.12
"""Error of a single value of weight one that the priors are balanced against."""
HUBER = 0.05
"""Errors beyond count linearly, not by their square."""
LONGEST_MOVE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What is believed of a coefficient before any measurement."""

    centre: float
    spread: float
    """Standard deviation of its logarithm between engines."""
    local: float = 1.0
    """How much more than others it differs from one accelerator to the next."""


PRIORS: Mapping[str, Prior] = MappingProxyType(
    {
        "gemm_bandwidth": Prior(centre=0.85, spread=0.08),
        "expert_bandwidth": Prior(centre=0.75, spread=0.12),
        "kv_bandwidth": Prior(centre=0.65, spread=0.25, local=1.5),
        "gemm_compute": Prior(centre=0.65, spread=0.15, local=4.0),
        "compute_8_bits": Prior(centre=0.95, spread=0.1),
        "compute_4_bits": Prior(centre=0.65, spread=0.15),
        "expert_compute": Prior(centre=0.8, spread=0.15),
        "expert_tile": Prior(centre=16.0, spread=0.3),
        "attention_compute": Prior(centre=0.25, spread=0.4),
        "decode_compute": Prior(centre=0.4, spread=0.4),
        "link_bandwidth": Prior(centre=0.35, spread=0.3, local=5.0),
        "link_latency_us": Prior(centre=4.0, spread=0.4, local=3.0),
        "layer_us": Prior(centre=70.0, spread=0.5),
        "expert_layer_us": Prior(centre=16.0, spread=0.3),
        "quantise_us": Prior(centre=5.0, spread=0.2),
        "quantise_4_us": Prior(centre=12.0, spread=0.3),
        "step_us": Prior(centre=600.0, spread=0.15),
        "sequence_us": Prior(centre=15.0, spread=0.6),
        "prompt_us": Prior(centre=8000.0, spread=1.0),
        "prompt_layer_us": Prior(centre=60.0, spread=0.6),
        "expert_prompt_us": Prior(centre=60.0, spread=0.4),
        "latent_layer_us": Prior(centre=12.0, spread=0.5),
        "wait_steps": Prior(centre=1.5, spread=0.6, local=3.0),
        "model_factor": Prior(centre=1.0, spread=0.12),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Groups of runs that share effects."""

    name: str
    groups: tuple[str, ...]
    group: Index
    """Of each run, its index in `groups`."""
    width: float
    """Spread of the effects in that between engines; the first level has twice."""
    is_local: bool = False
    of_models: bool = False
    """True: the effects are on the models' factor alone; False: on all but that."""


def level(
    name: str,
    labels: Sequence[str],
    *,
    width: float,
    is_local: bool = False,
    of_models: bool = False,
) -> Level:
    """Return a level from each run's label."""
    groups, group = np.unique(np.array(labels, dtype=str), return_inverse=True)
    return Level(
        name=name,
        groups=tuple(str(g) for g in groups),
        group=group.astype(np.intp),
        width=width,
        is_local=is_local,
        of_models=of_models,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Measured quantities, each of one run; arrays of equal length."""

    run: Index
    quantity: tuple[str, ...]
    statistic: tuple[str, ...]
    log_value: Array
    weight: Array

    def __len__(self) -> int:
        return len(self.run)


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Fitted effects: for each level the groups' effects on each coefficient (groups, NAMES)."""

    levels: tuple[Level, ...]
    effects: tuple[Array, ...]
    start: Array
    """Logarithms of the coefficients before the fit, (runs, NAMES)."""
    gap: Array
    """Logarithm of simulated over closed form, of each target; 0 where it is not simulated."""

    def logs(self) -> Array:
        """Return the logarithms of each run's coefficients, (runs, NAMES)."""
        total = self.start.copy()
        for one, effect in zip(self.levels, self.effects, strict=True):
            total += effect[one.group]
        return total


def coefficients(logs: Array) -> Coefficients:
    """Return coefficients from their logarithms, (runs, NAMES)."""
    columns = {name: np.exp(logs[:, i]) for i, name in enumerate(NAMES)}
    return Coefficients(**columns, error=np.zeros(len(logs)))


def log_predictions(bench: Bench, targets: Targets, logs: Array) -> Array:
    """Return the logarithm of the closed form for each target; NaN where it has no meaning."""
    found = quantities(bench, coefficients(logs))
    out = np.full(len(targets), np.nan)
    names = np.array(targets.quantity)
    for name in sorted(set(targets.quantity)):
        where = names == name
        out[where] = np.log(np.maximum(found[name][targets.run[where]], 1e-12))
    return out


def simulated_gap(bench: Bench, targets: Targets, logs: Array) -> Array:
    """Return ln(simulated / closed form) of each target; 0 where nothing is simulated."""
    simulated = experiments(bench, coefficients(logs))
    closed = log_predictions(bench, targets, logs)
    gap = np.zeros(len(targets))
    for i, (run, *name) in enumerate(
        zip(targets.run, targets.quantity, targets.statistic, strict=True)
    ):
        values = simulated.get(statistic_name(*name))
        if values is not None and np.isfinite(values[run]) and np.isfinite(closed[i]):
            gap[i] = np.log(max(values[run], 1e-12)) - closed[i]
    return gap


def fit(
    bench: Bench,
    targets: Targets,
    *,
    start: Array,
    levels: Sequence[Level],
    iterations: int,
    keep: Flags | None = None,
    gap: Array | None = None,
    simulations: int = 0,
) -> Fit:
    """Fit the effects of all levels on all coefficients to the targets that are kept.

    The gap between simulation and closed form is found anew before each of the last iterations, as
    many as `simulations`, and else stays as it is given: it changes far less than either does.
    """
    kept = np.ones(len(targets), bool) if keep is None else keep
    found = Fit(
        levels=tuple(levels),
        effects=tuple(np.zeros((len(one.groups), len(NAMES))) for one in levels),
        start=start,
        gap=np.zeros(len(targets)) if gap is None else gap,
    )
    for number in range(iterations):
        if number >= iterations - simulations:
            found = replace(found, gap=simulated_gap(bench, targets, found.logs()))
        moves = _move(bench, targets, found, kept)
        longest = max(float(np.abs(m).max()) for m in moves)
        share = min(1.0, LONGEST_MOVE / longest) if number < iterations - 1 and longest else 1.0
        effects = tuple(e + share * m for e, m in zip(found.effects, moves, strict=True))
        found = replace(found, effects=effects)
    if simulations:
        found = replace(found, gap=simulated_gap(bench, targets, found.logs()))
    return found


def _move(bench: Bench, targets: Targets, found: Fit, kept: Flags) -> list[Array]:
    """Return one Gauss-Newton move of every effect."""
    logs = found.logs()
    base = log_predictions(bench, targets, logs)
    usable = kept & np.isfinite(base)
    error = np.where(usable, targets.log_value - base - found.gap, 0.0)
    size = np.maximum(np.abs(error), HUBER)
    weight = np.where(usable, targets.weight * HUBER / size / SCALE**2, 0.0)
    slopes = np.empty((len(NAMES), len(targets)))
    for i in range(len(NAMES)):
        shifted = logs.copy()
        shifted[:, i] += STEP
        slope = (log_predictions(bench, targets, shifted) - base) / STEP
        slopes[i] = np.where(usable & np.isfinite(slope), slope, 0.0)
    return _solve(targets.run, error, weight, slopes, found)


def _solve(run: Index, error: Array, weight: Array, slopes: Array, found: Fit) -> list[Array]:
    """Solve the normal equations, whose blocks are sums over pairs of groups."""
    groups = [one.group[run] for one in found.levels]
    sizes = [len(one.groups) for one in found.levels]
    moved = [_moved(one) for one in found.levels]
    starts = np.cumsum([0, *(n * len(m) for n, m in zip(sizes, moved, strict=True))])
    matrix = np.zeros((starts[-1], starts[-1]))
    right = np.zeros(starts[-1])
    for a, (ga, na) in enumerate(zip(groups, sizes, strict=True)):
        for b, (gb, nb) in list(enumerate(zip(groups, sizes, strict=True)))[a:]:
            block = _block(ga * nb + gb, (na, nb), weight, slopes[moved[a]], slopes[moved[b]])
            matrix[starts[a] : starts[a + 1], starts[b] : starts[b + 1]] = block
            matrix[starts[b] : starts[b + 1], starts[a] : starts[a + 1]] = block.T
        for i, slope in enumerate(slopes[moved[a]]):
            rows = starts[a] + i * na + np.arange(na)
            right[rows] = np.bincount(ga, weight * slope * error, minlength=na)
    pull, spread = _prior(found)
    right += pull / spread**2
    matrix[np.diag_indices_from(matrix)] += 1 / spread**2
    solved = np.linalg.solve(matrix, right)
    moves = []
    for a, (n, m) in enumerate(zip(sizes, moved, strict=True)):
        move = np.zeros((n, len(NAMES)))
        move[:, m] = solved[starts[a] : starts[a + 1]].reshape(len(m), n).T
        moves.append(move)
    return moves


def _moved(one: Level) -> list[int]:
    """Return the coefficients that a level moves."""
    return [i for i, name in enumerate(NAMES) if (name == MODEL) == one.of_models]


def _block(pair: Index, sizes: tuple[int, int], weight: Array, left: Array, right: Array) -> Array:
    """Return the sums of weight x slope x slope over pairs of groups and of coefficients."""
    na, nb = sizes
    block = np.empty((len(left), na, len(right), nb))
    for i, slope in enumerate(left):
        heavy = weight * slope
        for j, other in enumerate(right):
            sums = np.bincount(pair, heavy * other, minlength=na * nb)
            block[i, :, j, :] = sums.reshape(na, nb)
    return block.reshape(len(left) * na, len(right) * nb)


def _prior(found: Fit) -> tuple[Array, Array]:
    """Return how far each effect is from zero, with a minus, and its prior spread."""
    pull, spread = [], []
    for one, effect in zip(found.levels, found.effects, strict=True):
        for i in _moved(one):
            prior = PRIORS[NAMES[i]]
            local = prior.local if one.is_local else 1.0
            pull.append(-effect[:, i])
            spread.append(np.full(len(one.groups), prior.spread * one.width * local))
    return np.concatenate(pull), np.concatenate(spread)
