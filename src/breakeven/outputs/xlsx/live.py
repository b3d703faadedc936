"""Numbers that know the formula they come from: a value and the cells it was computed of.

Arithmetic works on both at once, so the same expression that computes a bill writes its formula.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

ATOM, POWER, PRODUCT, SUM = 4, 3, 2, 1
"""How tightly a formula's outermost operation binds."""
SLACK = 1.0 - 2.0**-50
"""A load may be off by some roundings: what is exactly k machines needs k."""


@dataclass(frozen=True, slots=True)
class Live:
    """A number and its formula, without the leading equals sign.

    >>> price = Live(2.5, "price")
    >>> (1.0 - price) / (12.0 * price)
    Live(value=-0.05, formula='(1-price)/(12*price)', binds=2)
    """

    value: float
    formula: str
    binds: int = ATOM

    def __add__(self, other: "Live | float") -> "Live":
        right = live(other)
        if right.formula == "0":
            return self
        if self.formula == "0":
            return right
        return Live(self.value + right.value, f"{self.formula}+{right.formula}", SUM)

    def __radd__(self, other: float) -> "Live":
        return live(other) + self

    def __sub__(self, other: "Live | float") -> "Live":
        right = live(other)
        if right.formula == "0":
            return self
        return Live(self.value - right.value, f"{self.formula}-{right.inside(PRODUCT)}", SUM)

    def __rsub__(self, other: float) -> "Live":
        return live(other) - self

    def __mul__(self, other: "Live | float") -> "Live":
        right = live(other)
        if "0" in (self.formula, right.formula):
            return ZERO
        if self.formula == "1":
            return right
        if right.formula == "1":
            return self
        text = f"{self.inside(PRODUCT)}*{right.inside(PRODUCT)}"
        return Live(self.value * right.value, text, PRODUCT)

    def __rmul__(self, other: float) -> "Live":
        return live(other) * self

    def __truediv__(self, other: "Live | float") -> "Live":
        right = live(other)
        if right.formula == "1":
            return self
        value = self.value / right.value if right.value else 0.0
        return Live(value, f"{self.inside(PRODUCT)}/{right.inside(POWER)}", PRODUCT)

    def __rtruediv__(self, other: float) -> "Live":
        return live(other) / self

    def __pow__(self, other: "Live | float") -> "Live":
        right = live(other)
        return Live(self.value**right.value, f"{self.inside(ATOM)}^{right.inside(ATOM)}", POWER)

    def __neg__(self) -> "Live":
        return 0.0 - self

    def inside(self, binds: int) -> str:
        """Return the formula for use inside an operation, in parentheses where it needs them."""
        return self.formula if self.binds >= binds else f"({self.formula})"


def live(value: "Live | float") -> Live:
    """Return a number as one that is its own formula.

    >>> live(30.0).formula, live(-1e-07).formula
    ('30', '(-1E-07)')
    """
    if isinstance(value, Live):
        return value
    number = float(value)
    text = str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)
    return Live(number, f"({text.upper()})" if number < 0 else text.upper())


ZERO = Live(0.0, "0")


def total(parts: Iterable[Live]) -> Live:
    """Return the sum of some numbers."""
    found = ZERO
    for part in parts:
        found = found + part
    return found


def most(*parts: "Live | float") -> Live:
    """Return the largest number."""
    known = [live(p) for p in parts]
    return Live(max(p.value for p in known), f"MAX({','.join(p.formula for p in known)})")


def least(*parts: "Live | float") -> Live:
    """Return the smallest number."""
    known = [live(p) for p in parts]
    return Live(min(p.value for p in known), f"MIN({','.join(p.formula for p in known)})")


def rounded_up(part: Live) -> Live:
    """Return the next whole number."""
    return Live(float(ceil(part.value * SLACK)), f"ROUNDUP({part.formula},0)")


def rounded_down(part: Live) -> Live:
    """Return the whole number below."""
    return Live(float(floor(part.value)), f"INT({part.formula})")
