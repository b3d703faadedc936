"""Drivers and machine times of many rows as arrays: what a machine says is asked of it once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from breakeven.domain.numbers import Index
from breakeven.economics.cost_lines import Drivers
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.machine_time import MachineTime
from breakeven.economics.market import Question
from breakeven.economics.rows import Row
from breakeven.serving.columns import stack, take


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowColumns:
    """What the bills of rows follow."""

    drivers: Drivers
    """Arrays of shape (rows,)."""
    time: MachineTime
    """Arrays of shape (rows,)."""
    heads: tuple[Row, ...]
    """One row of each kind of machine, and each row that has no machine."""
    head: Index
    """Which of the heads each row is like in all but its replica, shape (rows,)."""


def row_columns(rows: Sequence[Row], question: Question) -> RowColumns:
    """Return rows as arrays, as if each were asked for its drivers and its machine time."""
    heads, head = _heads(rows)
    columns = RowColumns(
        drivers=_taken([h.drivers(question) for h in heads], Drivers(), head),
        time=_taken([h.machine_time(question) for h in heads], MachineTime(), head),
        heads=heads,
        head=head,
    )
    return _with_replicas(columns, rows, question)


def _heads(rows: Iterable[Row]) -> tuple[tuple[Row, ...], Index]:
    """Return rows that differ in more than their replica, and which of them each row is like."""
    places: dict[object, int] = {}
    heads: list[Row] = []
    like: list[int] = []
    for row in rows:
        key = row.fleet_key if isinstance(row, FleetRow) and row.fleet_key else id(row)
        place = places.setdefault(key, len(heads))
        if place == len(heads):
            heads.append(row)
        like.append(place)
    return tuple(heads), np.array(like, np.intp)


def _taken(parts: Sequence[Any], empty: Any, head: Index) -> Any:
    if not parts:
        return replace(empty, **{f.name: np.empty(0) for f in fields(empty)})
    return take(stack(parts), head, size=len(parts))


def _with_replicas(columns: RowColumns, rows: Sequence[Row], question: Question) -> RowColumns:
    """Return the columns with what each fleet's own replica says: its files, what it serves."""
    fleets = [(i, r) for i, r in enumerate(rows) if isinstance(r, FleetRow) and r.fleet_key]
    if not fleets:
        return columns
    at = np.array([i for i, _ in fleets], np.intp)
    disk = np.array(columns.drivers.disk_gb, float)
    disk[at] = [r.disk_gb for _, r in fleets]
    served = np.array(columns.time.requests_per_day, float)
    served[at] = [r.machine_requests_per_day(question) for _, r in fleets]
    return replace(
        columns,
        drivers=replace(columns.drivers, disk_gb=disk),
        time=replace(columns.time, requests_per_day=served),
    )
