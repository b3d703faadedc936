"""How long the tool takes. Each module here has `measure()`, which yields rows of the table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measured thing."""

    name: str
    seconds: float
    """Median of the runs."""
    runs: int
    against: str = ""
    """What `ratio` compares with, and the comparison."""
    ratio: float | None = None
    note: str = ""
