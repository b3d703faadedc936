"""Dataclasses whose fields are floats or arrays of options: pick options, or put them together."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")


def stack(parts: Sequence[T]) -> T:
    """Return scalars of one kind as arrays of shape (len(parts),)."""
    names = [f.name for f in fields(parts[0])]  # type: ignore[arg-type]
    columns = {n: np.array([getattr(p, n) for p in parts], float) for n in names}
    return replace(parts[0], **columns)  # type: ignore[type-var]


def take(table: T, options: NDArray[np.intp], *, size: int) -> T:
    """Return some of the `size` options of a table."""
    return replace(table, **{k: v[options] for k, v in _columns(table, size).items()})  # type: ignore[type-var]


def joined(tables: Sequence[T], sizes: Sequence[int]) -> T:
    """Return the options of several tables as one, in their order."""
    columns = [_columns(t, n) for t, n in zip(tables, sizes, strict=True)]
    whole = {name: np.concatenate([c[name] for c in columns]) for name in columns[0]}
    return replace(tables[0], **whole)  # type: ignore[type-var]


def _columns(table: Any, size: int) -> dict[str, NDArray[np.float64]]:
    return {
        f.name: np.broadcast_to(np.asarray(getattr(table, f.name), float), (size,))
        for f in fields(table)
    }
