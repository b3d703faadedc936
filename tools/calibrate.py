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
from breakeven.domain.numbers import Array
from breakeven.domain.provenance import Provenance
from breakeven.inputs.catalog import Catalog, load_catalog
from breakeven.inputs.measurements import read_measurements
from breakeven.serving.calibration import (
    Fit,
)
from breakeven.serving.coefficients import MODEL, NAMES
from breakeven.serving.measurement import Point, Setting
from breakeven.serving.plausible import implausible
from breakeven.studies.recalibration import efficiencies_toml
from breakeven.studies.validation import Z90
from tools.fit_spread import Residuals, spreads, widths
from tools.held_out import HeldOut, held_out_rows, write_held_out
from tools.problem import APART, Problem, family, folds, part, setup

DATA = Path("src/breakeven/data/calibration")
HELD_OUT = Path("out/held_out.csv")
SHIPPED = date(2026, 11, 24)
NO_FACTORS: Mapping[str, Mapping[str, Array]] = {}
HEADING = """# Fitted by tools/calibrate.py (make calibrate); do not edit. Shares of the datasheet,
# times in microseconds; meanings in domain/engine.py. `points` is how many measured values are
# behind an entry, `median_error` the median absolute error of times on whole models, and whole
# pairs of engine and accelerator, that the fit did not see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """The runs and values of every file."""

    settings: list[Setting]
    points: list[Point]
    """Their rows are counted through all files."""
    rows: list[Mapping[str, str]]
    bad: set[int]
    """Rows that are left out by rule."""


def read_all(folder: Path, catalog: Catalog) -> Everything:
    """Return what all files of a folder measured."""
    settings: list[Setting] = []
    points: list[Point] = []
    bad: set[int] = set()
    lines: list[Mapping[str, str]] = []
    for path in sorted(folder.glob("*.csv")):
        found = read_measurements(path, catalog)
        left_out = implausible(found.settings, found.points)
        bad |= {row + len(lines) for row in left_out}
        points += [
            replace(p, row=p.row + len(lines), setting=p.setting + len(settings))
            for p in found.points
        ]
        settings += found.settings
        lines += found.rows
        print(f"{path.name}: {len(found.points)} values, {len(found.skipped)} skipped, "
              f"{len(left_out)} left out by rule")  # fmt: skip
    return Everything(settings=settings, points=points, rows=lines, bad=bad)


def entries(one: Problem, found: Fit, residuals: Residuals) -> list[Efficiency]:
    """Return the coefficients of engines, engines on generations, and engines on accelerators."""
    every, engine, generation, both, pair, model, local, setups, releases = (
        dict(zip(one_level.groups, effect, strict=True))
        for one_level, effect in zip(found.levels, found.effects, strict=True)
    )
    base = one.start[0] + every[""]
    out = []
    for e in engine:
        factors = {
            "model_factors": {
                s.model: model[f"{e}/{family(s)}"] for s in one.settings if s.engine == e
            },
            "release_factors": {
                s.release: releases[f"{e}/{s.release}"] for s in one.settings if s.engine == e
            },
        }
        out.append(_entry(e, base + engine[e], residuals, factors))
        for g in generation:
            logs = base + engine[e] + generation[g] + both.get(f"{e}/{g}", 0.0)
            out.append(_entry(f"{e}/{g}", logs, residuals, factors))
        measured = {s.accelerator: s for s in one.settings if s.engine == e}
        for gpu, s in sorted(measured.items()):
            name = f"{e}/{gpu}"
            shared = engine[e] + generation[s.generation]
            own = both[f"{e}/{s.generation}"] + pair[name]
            mine = [r for r in one.settings if (r.engine, r.accelerator) == (e, gpu)]
            known = {
                r.model: model[f"{e}/{family(r)}"] + local[f"{name}/{family(r)}"] for r in mine
            }
            own_factors = {
                "model_factors": {**factors["model_factors"], **known},
                "setup_factors": {r.key: setups[setup(r)] for r in mine},
                "release_factors": factors["release_factors"],
            }
            out.append(_entry(name, base + shared + own, residuals, own_factors))
    return out


def _entry(
    name: str,
    logs: Array,
    residuals: Residuals,
    factors: Mapping[str, Mapping[str, Array]] = NO_FACTORS,
) -> Efficiency:
    at = NAMES.index(MODEL)
    rounded = {
        kind: {m: round(float(np.exp(e[at])), 3) for m, e in sorted(of.items())}
        for kind, of in factors.items()
    }
    values = {n: float(f"{np.exp(x):.4g}") for n, x in zip(NAMES, logs, strict=True) if n != MODEL}
    known = spreads(residuals, name)
    note = f"sources: {', '.join(known.sources)}" if known.sources else "no measurements of its own"
    return Efficiency(
        id=name,
        **values,
        error=known.error,
        ttft_error=known.ttft_error,
        rate_error=known.rate_error,
        new_model=known.new_model,
        **rounded,
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


def show(one: Problem, errors: Mapping[str, Array], residuals: Residuals) -> None:
    """Print errors by fold, source, kind of run and quantity, and how many are in their range."""
    quantity = np.array(one.targets.quantity)
    for fold, error in errors.items():
        print(f"unseen {fold}:")
        width = widths(residuals, fold)
        keys = [
            (one.settings[i].source, one.settings[i].load.kind, q)
            for i, q in zip(one.targets.run, quantity, strict=True)
        ]
        for key in sorted(set(keys)):
            mine = np.array([k == key for k in keys]) & np.isfinite(error)
            size = np.abs(np.expm1(-error[mine]))
            inside = np.abs(error[mine]) <= Z90 * width[mine]
            print(f"  {key[0]:24s}{key[1]:8s}{key[2]:13s} n={mine.sum():5d} "
                  f"median {np.median(size):6.1%}  p90 {np.quantile(size, 0.9):6.1%}  "
                  f"in range {inside.mean():4.0%}")  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Fit, judge, write."""
    measured = read_all(Path(arguments[0]), load_catalog(as_of=SHIPPED))
    unseen: list[HeldOut] = []
    shipped: list[Efficiency] = []
    default = None
    for apart in ("", *APART):
        one, points = part(measured.settings, measured.points, measured.bad, apart=apart)
        found = one.solve()
        seen = {"all": one.errors(found)}
        errors = seen if "--no-folds" in arguments else folds(one, found.gap)
        residuals = Residuals.of(one.settings, one.targets, errors)
        show(one, {"none (in the fit)": seen["all"], **errors}, residuals)
        shipped += entries(one, found, residuals)
        unseen += held_out_rows(one, points, measured.rows, errors)
        if not apart:
            default = _entry("default", one.start[0] + found.effects[0][0], residuals)
    assert default is not None  # noqa: S101 - the first pass sets it
    write([*shipped, *_ollama(shipped)], default)
    write_held_out(HELD_OUT, unseen)


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
