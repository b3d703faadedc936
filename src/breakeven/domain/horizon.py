"""How far an answer looks ahead, and what it knows of the way."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Interval, Le

PricePath = Literal["tokens", "machines", "hardware"]
"""Whose prices move: of tokens, of rented machines, of machines to buy."""
MOST_MONTHS = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceMove:
    """A change of prices that is known or feared, on top of the yearly drift."""

    month: Annotated[int, Interval(ge=1, le=MOST_MONTHS)]
    """From the start of this month on; the first is 0."""
    prices: PricePath
    change: Annotated[float, Gt(-1)]
    """Relative: -0.3 for 30 % less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """The months ahead; what is left open is assumed."""

    months: Annotated[int, Ge(1), Le(MOST_MONTHS)] | None = None
    discount_rate_per_year: Annotated[float, Gt(-1)] | None = None
    growth_per_month: Annotated[float, Gt(-1)] | None = None
    """Relative growth of the traffic from each month to the next."""
    volume: tuple[Annotated[float, Gt(0)], ...] = ()
    """Traffic of each month over that of the first, instead of a rate; the last one stays."""
    moves: tuple[PriceMove, ...] = ()
