"""Fit the coefficients that ship to a folder of measurements, and write data/calibration.

    python -m tools.calibrate MEASUREMENTS_FOLDER [--no-folds]

The same files give the same coefficients to the last digit. Whole models, and whole pairs of
engine and accelerator, are held out to find the errors and ranges that are written beside them.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from breakeven.domain.engine import Efficiency
from breakeven.domain.numbers import Array, Index
from breakeven.domain.provenance import Provenance
from breakeven.inputs.catalog import Catalog, load_catalog
from breakeven.inputs.clients import load_clients
from breakeven.inputs.measurements import read_measurements
from breakeven.serving.calibration import (
    PRIORS,
    Fit,
    Level,
    Targets,
    fit,
    level,
    log_predictions,
)
from breakeven.serving.coefficients import MODEL, NAMES
from breakeven.serving.measurement import Bench, Point, Setting, bench
from breakeven.serving.plausible import implausible
from breakeven.serving.targets import targets
from breakeven.studies.recalibration import efficiencies_toml
from tools.fit_spread import Residuals, spreads

DATA = Path("src/breakeven/data/calibration")
ITERATIONS = 9
FOLD_ITERATIONS = 7
PAIR_FOLDS = 8
SHIPPED = date(2026, 11, 24)
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
HEADING = """# Fitted by tools/calibrate.py (make calibrate); do not edit. Shares of the datasheet,
# times in microseconds; meanings in domain/engine.py. `points` is how many measured values are
# behind an entry, `median_error` the median absolute error of times on whole models, and whole
# pairs of engine and accelerator, that the fit did not see."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Everything a fit needs, of one kind of engines."""

    settings: tuple[Setting, ...]
    targets: Targets
    bench: Bench
    levels: tuple[Level, ...]
    start: Array

    def solve(self, *, without: Index | None = None, iterations: int = ITERATIONS) -> Fit:
        """Fit to all targets, or to all but those of some runs."""
        keep = None if without is None else ~np.isin(self.targets.run, without)
        return fit(
            self.bench,
            self.targets,
            start=self.start,
            levels=self.levels,
            iterations=iterations,
            keep=keep,
        )

    def errors(self, found: Fit) -> Array:
        """Return ln(measured / predicted) of every target."""
        return self.targets.log_value - log_predictions(self.bench, self.targets, found.logs())


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
        ),
        start=np.tile(np.log([PRIORS[n].centre for n in NAMES]), (len(settings), 1)),
    )


def family(s: Setting) -> str:
    """Return a model, or what stands for all of its architecture."""
    return FAMILIES.get(s.model, s.model)


def read_all(folder: Path, catalog: Catalog) -> tuple[list[Setting], list[Point], set[int]]:
    """Return the runs and values of every file, and the rows that are left out by rule."""
    settings: list[Setting] = []
    points: list[Point] = []
    bad: set[int] = set()
    rows = 0
    for path in sorted(folder.glob("*.csv")):
        found = read_measurements(path, catalog)
        left_out = implausible(found.settings, found.points)
        bad |= {row + rows for row in left_out}
        points += [
            replace(p, row=p.row + rows, setting=p.setting + len(settings)) for p in found.points
        ]
        settings += found.settings
        rows += len(found.rows)
        print(f"{path.name}: {len(found.points)} values, {len(found.skipped)} skipped, "
              f"{len(left_out)} left out by rule")  # fmt: skip
    return settings, points, bad


def part(
    settings: Sequence[Setting], points: Iterable[Point], bad: set[int], *, apart: str
) -> Problem:
    """Return the problem of one engine that is fitted by itself, or of all others together."""
    used = [
        i
        for i, s in enumerate(settings)
        if s.engine == apart or (not apart and s.engine not in APART)
    ]
    index = {old: new for new, old in enumerate(used)}
    mine = [replace(p, setting=index[p.setting]) for p in points if p.setting in index]
    return problem([settings[i] for i in used], mine, bad, wide=SINGLE_WIDTH if apart else 1.0)


def held_out(one: Problem, labels: Sequence[str]) -> Array:
    """Return the errors of every target, each from a fit that did not see its label's runs."""
    names = np.array(labels)
    out = np.full(len(one.targets), np.nan)
    for name in sorted(set(labels)):
        runs = np.flatnonzero(names == name)
        found = one.solve(without=runs, iterations=FOLD_ITERATIONS)
        mine = np.isin(one.targets.run, runs)
        out[mine] = one.errors(found)[mine]
    return out


def folds(one: Problem) -> dict[str, Array]:
    """Return the errors on unseen points, models and pairs of engine and accelerator."""
    pairs = sorted({f"{s.engine}/{s.accelerator}" for s in one.settings})
    shuffled = np.random.default_rng(1).permutation(len(pairs))
    pair_fold = {p: str(shuffled[i] % PAIR_FOLDS) for i, p in enumerate(pairs)}
    point_fold = np.random.default_rng(2).integers(0, 4, len(one.settings)).astype(str)
    return {
        "points": held_out(one, [str(f) for f in point_fold]),
        "models": held_out(one, [family(s) for s in one.settings]),
        "pairs": held_out(one, [pair_fold[f"{s.engine}/{s.accelerator}"] for s in one.settings]),
    }


def entries(one: Problem, found: Fit, residuals: Residuals) -> list[Efficiency]:
    """Return the coefficients of engines, engines on generations, and engines on accelerators."""
    every, engine, generation, both, pair, model, local = (
        dict(zip(one_level.groups, effect, strict=True))
        for one_level, effect in zip(found.levels, found.effects, strict=True)
    )
    base = one.start[0] + every[""]
    out = []
    for e in engine:
        known = {s.model: model[f"{e}/{family(s)}"] for s in one.settings if s.engine == e}
        out.append(_entry(e, base + engine[e], residuals, known))
        for g in generation:
            logs = base + engine[e] + generation[g] + both.get(f"{e}/{g}", 0.0)
            out.append(_entry(f"{e}/{g}", logs, residuals, known))
    measured = {f"{s.engine}/{s.accelerator}": s for s in one.settings}
    for name, s in sorted(measured.items()):
        shared = engine[s.engine] + generation[s.generation]
        own = both[f"{s.engine}/{s.generation}"] + pair[name]
        known = {
            r.model: model[f"{r.engine}/{family(r)}"] + local[f"{name}/{family(r)}"]
            for r in one.settings
            if f"{r.engine}/{r.accelerator}" == name
        }
        elsewhere = {
            r.model: model[f"{r.engine}/{family(r)}"] for r in one.settings if r.engine == s.engine
        }
        out.append(_entry(name, base + shared + own, residuals, {**elsewhere, **known}))
    return out


def _entry(
    name: str, logs: Array, residuals: Residuals, models: Mapping[str, Array] | None = None
) -> Efficiency:
    at = NAMES.index(MODEL)
    factors = {m: round(float(np.exp(e[at])), 3) for m, e in sorted((models or {}).items())}
    values = {n: float(f"{np.exp(x):.4g}") for n, x in zip(NAMES, logs, strict=True) if n != MODEL}
    known = spreads(residuals, name)
    note = f"sources: {', '.join(known.sources)}" if known.sources else "no measurements of its own"
    return Efficiency(
        id=name,
        **values,
        error=known.error,
        ttft_error=known.ttft_error,
        rate_error=known.rate_error,
        model_factors=factors,
        points=known.points,
        median_error=known.median_error,
        provenance=Provenance(source="fit-to-measurements", date=SHIPPED, note=note),
    )


def write(found: Sequence[Efficiency], default: Efficiency) -> None:
    """Write one file for each engine, and the default."""
    engines = sorted({e.id.partition("/")[0].partition("@")[0] for e in found})
    for engine in engines:
        mine = [e for e in found if e.id.partition("/")[0].partition("@")[0] == engine]
        text = efficiencies_toml(mine, heading=HEADING + "\n")
        (DATA / f"{engine}.toml").write_text(text, encoding="utf-8")
    text = efficiencies_toml([default], heading=HEADING + "\n")
    (DATA / "default.toml").write_text(text, encoding="utf-8")


def show(one: Problem, errors: Mapping[str, Array]) -> None:
    """Print errors by fold, source, kind of run and quantity."""
    quantity = np.array(one.targets.quantity)
    for fold, error in errors.items():
        print(f"unseen {fold}:")
        keys = [
            (one.settings[i].source, one.settings[i].load.kind, q)
            for i, q in zip(one.targets.run, quantity, strict=True)
        ]
        for key in sorted(set(keys)):
            mine = np.array([k == key for k in keys]) & np.isfinite(error)
            size = np.abs(np.expm1(-error[mine]))
            print(f"  {key[0]:24s}{key[1]:8s}{key[2]:13s} n={mine.sum():5d} "
                  f"median {np.median(size):6.1%}  p90 {np.quantile(size, 0.9):6.1%}")  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Fit, judge, write."""
    settings, points, bad = read_all(Path(arguments[0]), load_catalog(as_of=SHIPPED))
    shipped: list[Efficiency] = []
    default = None
    for apart in ("", *APART):
        one = part(settings, points, bad, apart=apart)
        found = one.solve()
        seen = {"all": one.errors(found)}
        errors = seen if "--no-folds" in arguments else folds(one)
        show(one, {"none (in the fit)": seen["all"], **errors})
        residuals = Residuals.of(one.settings, one.targets, errors)
        shipped += entries(one, found, residuals)
        if not apart:
            default = _entry("default", one.start[0] + found.effects[0][0], residuals)
    assert default is not None  # noqa: S101 - the first pass sets it
    write([*shipped, *_ollama(shipped)], default)


def _ollama(found: Iterable[Efficiency]) -> list[Efficiency]:
    """Ollama runs llama.cpp; nothing of its own was measured, so the ranges are wider."""
    return [
        replace(
            e,
            id=e.id.replace("llama-cpp", "ollama", 1),
            points=0,
            error=round(e.error * 1.25, 3),
            ttft_error=round(e.ttft_error * 1.25, 3),
            rate_error=round(e.rate_error * 1.25, 3),
            provenance=replace(e.provenance, note="as llama.cpp, which it runs; not measured"),
        )
        for e in found
        if e.id.startswith("llama-cpp") and "@" not in e.id
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
