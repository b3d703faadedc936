"""Numbers that people give, checked where they come in."""

import math

from breakeven.domain.errors import ManyProblems


def check(**values: float | None) -> None:
    """Raise ManyProblems naming every number that is not finite and above 0; None is not given."""
    bad = [
        f"{name} must be above 0, read {value:g}"
        for name, value in values.items()
        if value is not None and not (math.isfinite(value) and value > 0)
    ]
    if bad:
        raise ManyProblems(bad, where="options")


def check_from_zero(**values: float | None) -> None:
    """Raise ManyProblems naming every number that is not finite and at least 0."""
    bad = [
        f"{name} must not be below 0, read {value:g}"
        for name, value in values.items()
        if value is not None and not (math.isfinite(value) and value >= 0)
    ]
    if bad:
        raise ManyProblems(bad, where="options")


def check_share(name: str, value: float | None) -> None:
    """Raise ManyProblems where a share is outside 0 to 1."""
    if value is not None and not 0 <= value <= 1:
        raise ManyProblems([f"{name} must lie between 0 and 1, read {value:g}"], where="options")
