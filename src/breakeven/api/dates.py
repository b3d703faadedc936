"""The day of an answer, as people write it."""

from datetime import date

from breakeven.domain.errors import InputError


def day(value: date | str | None) -> date | None:
    """Return a day from `YYYY-MM-DD`; None stays None.

    >>> day("2026-08-01")
    datetime.date(2026, 8, 1)
    """
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InputError(f"expected a day as YYYY-MM-DD, read {value!r}", where="as-of") from None
