"""A value of a file with the path to it: what was found is never shown, only where and what kind.

The files hold prompts and answers, which may be confidential.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from breakeven.domain.errors import InputError

KINDS = {dict: "an object", list: "a list", str: "text", bool: "true or false"}


@dataclass(frozen=True, slots=True)
class Place:
    """A value, the file that it is in, and the keys that lead to it."""

    value: Any
    file: str
    path: str = ""

    def __truediv__(self, key: str) -> "Place":
        """Return the value of a key; None where there is none."""
        inside = f"{self.path}.{key}" if self.path else key
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return Place(found, self.file, inside)

    def __bool__(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    def error(self, message: str) -> InputError:
        """Return the error of a value here."""
        where = f"{self.file}: {self.path}" if self.path else self.file
        return InputError(message, where=where)

    def wrong(self, wanted: str) -> InputError:
        """Return the error of a value of the wrong kind."""
        if self.value is None:
            return self.error(f"is missing; {wanted} was expected")
        found = KINDS.get(type(self.value), "a number")
        return self.error(f"{wanted} was expected, found {found}")

    def items(self) -> Iterator[tuple[str, "Place"]]:
        """Return the named values of an object."""
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        return ((str(key), self / str(key)) for key in self.value)

    def rows(self) -> Iterator["Place"]:
        """Return the values of a list."""
        if not isinstance(self.value, list):
            raise self.wrong("a list")
        return (Place(row, self.file, f"{self.path}[{n}]") for n, row in enumerate(self.value))

    def text(self) -> str:
        """Return a name; never empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.wrong("a name")
        return self.value.strip()

    def number(self) -> float:
        """Return a finite number that is not negative."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.wrong("a number")
        if not math.isfinite(self.value) or self.value < 0:
            raise self.error("a finite number that is not negative was expected")
        return float(self.value)

    def optional(self) -> float | None:
        """Return the same, None where nothing usable is said (null, "N/A", NaN)."""
        try:
            return self.number()
        except InputError:
            return None

    def share(self) -> float:
        """Return a share between 0 and 1."""
        found = self.number()
        if found > 1:
            hint = "; write 0.87 for 87 %" if found <= 100 else ""
            raise self.error(f"a share between 0 and 1 was expected{hint}")
        return found
