"""Predictions of what the fit did not see, beside the measurements as they stand in their files."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.inputs.measurements import COLUMNS, OPTIONAL
from breakeven.serving.measurement import Point
from tools.problem import Problem

HEADER = (*COLUMNS, *OPTIONAL, "fold", "predicted")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """A row of a file with its prediction by a fit that did not see it."""

    row: Mapping[str, str]
    fold: str
    predicted: float
    """In the row's own unit."""


def held_out_rows(
    one: Problem,
    points: Sequence[Point],
    rows: Sequence[Mapping[str, str]],
    errors: Mapping[str, Array],
) -> list[HeldOut]:
    """Return every row of a target with each fold's prediction.

    `points` belong to the problem's settings, and `rows` are those of all files.
    """
    keys = zip(one.targets.run.tolist(), one.targets.quantity, one.targets.statistic, strict=True)
    place = {key: i for i, key in enumerate(keys)}
    found = []
    for p in points:
        i = place.get((p.setting, p.quantity, p.statistic))
        for fold, error in errors.items():
            if i is None or not np.isfinite(error[i]):
                continue
            row = rows[p.row - 1]
            value = float(np.exp(one.targets.log_value[i] - error[i]))
            unit = float(row["value"]) / p.value
            found.append(HeldOut(row=row, fold=fold, predicted=value * unit))
    return found


def write_held_out(path: Path, found: Sequence[HeldOut]) -> None:
    """Write the rows as one CSV file in the measurement columns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADER, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        for one in found:
            figures = {"fold": one.fold, "predicted": f"{one.predicted:.6g}"}
            writer.writerow({**one.row, **figures})
