"""Errors of two predictors on the rows that both answer."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

Row = Mapping[str, str]
ALL = "all engines"
ADDED = ("predicted", "predicted_low", "predicted_high", "fold")
SHIPPED = "as shipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Both predictors' errors on one metric of one engine, as fractions of what was measured."""

    source: str
    engine: str
    metric: str
    n: int
    ours_median: float
    ours_p90: float
    theirs_median: float
    theirs_mean: float
    theirs_p90: float

    @property
    def ratio(self) -> float:
        """Their median error over ours."""
        return self.theirs_median / self.ours_median if self.ours_median else float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One measured value and both predictions of it."""

    source: str
    engine: str
    metric: str
    measured: float
    ours: float
    theirs: float


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return a CSV file's rows."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{k: v.strip() for k, v in row.items()} for row in csv.DictReader(file)]


def identity(row: Row) -> tuple[str, ...]:
    """Return what tells a measured row from others: its cells, without what predictors added."""
    return tuple(f"{k}={v}" for k, v in sorted(row.items()) if v and k not in ADDED)


def held_out(rows: Sequence[Row]) -> dict[str, dict[tuple[str, ...], float]]:
    """Return held-out predictions by the kind of fold, then by row.

    A fold's name up to its number or separator is its kind: `models 3`, `models:3` and `models` are
    one; bare numbers are "held out".
    """
    found: dict[str, dict[tuple[str, ...], float]] = defaultdict(dict)
    for row in rows:
        if row.get("predicted"):
            kind = re.split(r"[:/=#]|\s*\d+$", row.get("fold", ""))[0].strip() or "held out"
            found[kind][identity(row)] = float(row["predicted"])
    return dict(found)


def pairs(
    rows: Sequence[Row],
    theirs: Sequence[float | None],
    ours: Mapping[tuple[str, ...], float],
    source: str,
) -> Iterator[Pair]:
    """Yield the rows that both answer."""
    for row, said in zip(rows, theirs, strict=True):
        own = ours.get(identity(row)) if said is not None else None
        if said is not None and own is not None:
            yield Pair(
                source=source,
                engine=row["engine"],
                metric=row["metric"],
                measured=float(row["value"]),
                ours=own,
                theirs=said,
            )


def compared(found: Sequence[Pair]) -> list[Errors]:
    """Return errors by source, metric and engine; where there are several engines, of all too."""
    groups: dict[tuple[str, str, str], list[Pair]] = defaultdict(list)
    for pair in found:
        groups[pair.source, pair.metric, pair.engine].append(pair)
        groups[pair.source, pair.metric, ALL].append(pair)
    engines: dict[tuple[str, str], int] = defaultdict(int)
    for source, metric, _ in groups:
        engines[source, metric] += 1
    return [
        _errors(key, group)
        for key, group in sorted(groups.items(), key=lambda item: _order(item[0]))
        if key[2] != ALL or engines[key[0], key[1]] > 2
    ]


def _order(key: tuple[str, str, str]) -> tuple[str, str, bool, str]:
    source, metric, engine = key
    return source, metric, engine != ALL, engine


def _errors(key: tuple[str, str, str], group: Sequence[Pair]) -> Errors:
    ours, theirs = (
        np.array([abs(getattr(pair, who) / pair.measured - 1) for pair in group])
        for who in ("ours", "theirs")
    )
    source, metric, engine = key
    return Errors(
        source=source,
        engine=engine,
        metric=metric,
        n=len(group),
        ours_median=float(np.median(ours)),
        ours_p90=float(np.quantile(ours, 0.9)),
        theirs_median=float(np.median(theirs)),
        theirs_mean=float(theirs.mean()),
        theirs_p90=float(np.quantile(theirs, 0.9)),
    )
