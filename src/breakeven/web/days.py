"""A day in an address: only as ISO 8601 writes it."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written(value: object) -> object:
    """Refuse a bare number, which would be taken for seconds since 1970."""
    if isinstance(value, str) and not ISO.fullmatch(value):
        raise ValueError("expected a day such as 2026-11-24")
    return value


Day = Annotated[date, BeforeValidator(_written)]
