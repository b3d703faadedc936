"""What is fitted to what, and how it is judged: runs of one kind of engines, and their folds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.inputs.clients import load_clients
from breakeven.serving.calibration import (
    PRIORS,
    Fit,
    Level,
    Targets,
    fit,
    level,
    log_predictions,
    simulated_gap,
)
from breakeven.serving.coefficients import NAMES
from breakeven.serving.measurement import Bench, Point, Setting, bench
from breakeven.serving.targets import targets

ITERATIONS = 9
SIMULATIONS = 5
"""Last iterations before which the runs are simulated."""
FOLD_ITERATIONS = 7
PAIR_FOLDS = 8
POINT_FOLDS = 4
FAMILIES: Mapping[str, str] = {
    "deepseek-r1": "deepseek",
    "deepseek-v3": "deepseek",
    "deepseek-v3.1": "deepseek",
    "llama-3.3-70b": "llama-3.1-70b",
    "llama-3-70b": "llama-3.1-70b",
    "llama-3-8b": "llama-3.1-8b",
}
"""Models of one architecture are held out together."""
APART = ("llama-cpp", "llama-cpp@2024")
"""Engines for one user, and a year in which theirs was another; each is fitted by itself."""
SINGLE_WIDTH = 2.5
"""How much more their effects differ between generations: from the M60 to the B200."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Everything a fit needs, of one kind of engines."""

    settings: tuple[Setting, ...]
    targets: Targets
    bench: Bench
    levels: tuple[Level, ...]
    start: Array

    def solve(self) -> Fit:
        """Fit to all targets."""
        return fit(
            self.bench,
            self.targets,
            start=self.start,
            levels=self.levels,
            iterations=ITERATIONS,
            simulations=SIMULATIONS,
        )

    def solve_without(self, runs: Index, *, gap: Array) -> Fit:
        """Fit to all targets but those of some runs; the gap is that of the whole fit."""
        found = fit(
            self.bench,
            self.targets,
            start=self.start,
            levels=self.levels,
            iterations=FOLD_ITERATIONS,
            keep=~np.isin(self.targets.run, runs),
            gap=gap,
        )
        return replace(found, gap=simulated_gap(self.bench, self.targets, found.logs()))

    def errors(self, found: Fit) -> Array:
        """Return ln(measured / predicted) of every target."""
        closed = log_predictions(self.bench, self.targets, found.logs())
        return self.targets.log_value - closed - found.gap


def problem(
    settings: Sequence[Setting], points: Sequence[Point], bad: set[int], *, wide: float
) -> Problem:
    """Return the problem of some runs."""
    weights = {name: client.weight for name, client in load_clients().items()}
    pair = [f"{s.engine}/{s.generation}" for s in settings]
    return Problem(
        settings=tuple(settings),
        targets=targets(settings, points, leave_out=bad, source_weights=weights),
        bench=bench(settings),
        levels=(
            level("all", [""] * len(settings), width=2.0),
            level("engine", [s.engine for s in settings], width=0.8),
            level("generation", [s.generation for s in settings], width=0.3 * wide),
            level("engine and generation", pair, width=0.25 * wide),
            level(
                "engine and accelerator",
                [f"{s.engine}/{s.accelerator}" for s in settings],
                width=0.25 * wide,
                is_local=True,
            ),
            level(
                "engine and model",
                [f"{s.engine}/{family(s)}" for s in settings],
                width=0.5,
                of_models=True,
            ),
            level(
                "engine, accelerator and model",
                [f"{s.engine}/{s.accelerator}/{family(s)}" for s in settings],
                width=0.6,
                of_models=True,
            ),
            level("setup", [setup(s) for s in settings], width=0.5, of_models=True),
            level(
                "release", [f"{s.engine}/{s.release}" for s in settings], width=0.4, of_models=True
            ),
        ),
        start=np.tile(np.log([PRIORS[n].centre for n in NAMES]), (len(settings), 1)),
    )


def family(s: Setting) -> str:
    """Return a model, or what stands for all of its architecture."""
    return FAMILIES.get(s.model, s.model)


def setup(s: Setting) -> str:
    """Return a model at a precision on some GPUs, under an engine."""
    _, _, rest = s.key.partition("/")
    return f"{s.engine}/{s.accelerator}/{family(s)}/{rest}"


def part(
    settings: Sequence[Setting], points: Iterable[Point], bad: set[int], *, apart: str
) -> tuple[Problem, list[Point]]:
    """Return the problem of one engine that is fitted by itself, or of all others together.

    With it come the points of its runs.
    """
    used = [
        i
        for i, s in enumerate(settings)
        if s.engine == apart or (not apart and s.engine not in APART)
    ]
    index = {old: new for new, old in enumerate(used)}
    mine = [replace(p, setting=index[p.setting]) for p in points if p.setting in index]
    wide = SINGLE_WIDTH if apart else 1.0
    return problem([settings[i] for i in used], mine, bad, wide=wide), mine


def held_out(one: Problem, labels: Sequence[str], gap: Array) -> Array:
    """Return the errors of every target, each from a fit that did not see its label's runs."""
    names = np.array(labels)
    out = np.full(len(one.targets), np.nan)
    for name in sorted(set(labels)):
        runs = np.flatnonzero(names == name)
        found = one.solve_without(runs, gap=gap)
        mine = np.isin(one.targets.run, runs)
        out[mine] = one.errors(found)[mine]
    return out


def folds(one: Problem, gap: Array) -> dict[str, Array]:
    """Return the errors on unseen points, models and pairs of engine and accelerator."""
    pairs = sorted({f"{s.engine}/{s.accelerator}" for s in one.settings})
    shuffled = np.random.default_rng(1).permutation(len(pairs))
    pair_fold = {p: str(shuffled[i] % PAIR_FOLDS) for i, p in enumerate(pairs)}
    alike, which = np.unique([_asked(s) for s in one.settings], return_inverse=True)
    point_fold = np.random.default_rng(2).integers(0, POINT_FOLDS, len(alike))[which]
    return {
        "points": held_out(one, [str(f) for f in point_fold], gap),
        "models": held_out(one, [family(s) for s in one.settings], gap),
        "pairs": held_out(
            one, [pair_fold[f"{s.engine}/{s.accelerator}"] for s in one.settings], gap
        ),
    }


def _asked(s: Setting) -> str:
    """Return what is equal where one question was measured more than once.

    Such runs are held out together: the answer to one is the answer to the other.
    """
    load = s.load
    asked = (load.kind, load.input_tokens, load.output_tokens, load.concurrency)
    return f"{setup(s)}/{asked}/{load.requests_per_second}"
