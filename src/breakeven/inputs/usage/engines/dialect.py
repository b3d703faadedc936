"""What several engines are told alike."""

from itertools import count
from typing import Any

ISO_DATE = r"^\s*[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}"
"""How a text begins that may be read as a time; else `yesterday` or 05/01/2026 would be guessed."""


def key_of(operation: Any) -> str | int:
    """Return the key that is looked up in JSON; DuckDB takes one with dots in quotes."""
    key: str | int = operation.index.value
    return key.strip('"') if isinstance(key, str) else key


_NUMBERS = count()


def unused_name() -> str:
    """Return a name for a table of a session."""
    return f"usage_rows_{next(_NUMBERS)}"
