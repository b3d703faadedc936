"""Dataclasses as plain data for JSON."""

from dataclasses import fields
from typing import Any


def fields_of(value: Any) -> dict[str, object] | None:
    """Return a flat dataclass as a dictionary, None as None.

    >>> from breakeven.domain.workload import PeakToMean
    >>> fields_of(PeakToMean(minute=1.5))
    {'second': None, 'minute': 1.5, 'hour': None}
    """
    return None if value is None else {f.name: getattr(value, f.name) for f in fields(value)}
