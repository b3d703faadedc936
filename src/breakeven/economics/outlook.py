"""The months ahead: traffic, prices, engines and the worth of later money, month by month."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from breakeven.domain.horizon import Horizon, PricePath
from breakeven.domain.numbers import Array, Num
from breakeven.economics.cost_lines import Assumed

MONTHS_PER_YEAR = 12.0
Path = str
PATHS: tuple[Path, ...] = (
    "constant",
    "api",
    "hosted",
    "machines",
    "reserved-1y",
    "reserved-3y",
    "hardware",
)
"""How a price may move: not at all; as APIs', hosts' or rented machines' do; as the latter at each
renewal of a contract; as that of machines to buy."""
DRIFTS: Mapping[Path, str] = {
    "api": "api_price_change_per_year",
    "hosted": "hosted_price_change_per_year",
    "machines": "rental_price_change_per_year",
    "hardware": "hardware_price_change_per_year",
}
JUMPS: Mapping[Path, str] = {"api": "api_price_cut", "hosted": "hosted_price_cut"}
"""Sudden cuts: the relative change, drawn 0 where none comes within the horizon."""
CUT_MONTH = "price_cut_month"
MOVED: Mapping[PricePath, tuple[Path, ...]] = {
    "tokens": ("api", "hosted"),
    "machines": ("machines",),
    "hardware": ("hardware",),
}
"""Whose prices a move of the scenario changes."""
RENEWED: Mapping[Path, int] = {"reserved-1y": 12, "reserved-3y": 36}
"""Months of a contract."""
RESTS_ON = (
    "discount_rate_per_year",
    "growth_per_month",
    "engine_gain_per_year",
    *DRIFTS.values(),
)
"""Assumptions that the months ahead rest on."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlook:
    """Each month against today; arrays of shape (months, samples), one sample for the central case.

    Money of a month is paid in its middle.
    """

    volume: Array
    """Traffic over today's."""
    discount: Array
    """Worth today of a dollar of that month."""
    gain: Array
    """What a machine serves over today's: engines get faster."""
    prices: Array
    """Over today's, shape (paths, months, samples)."""

    @property
    def months(self) -> int:
        """How far it looks."""
        return int(self.volume.shape[0])


def outlook(horizon: Horizon, *, months: int, assumed: Assumed) -> Outlook:
    """Return the months ahead of a scenario; what it leaves open is assumed."""
    month = np.arange(months, dtype=float)[:, None]
    year = month / MONTHS_PER_YEAR
    prices = {"constant": np.ones((months, 1))}
    for path, name in DRIFTS.items():
        prices[path] = (1.0 + np.atleast_1d(assumed(name))) ** year
    for kind, paths in MOVED.items():
        for path in paths:
            moved = _moves(horizon, kind, month)
            prices[path] = prices[path] * moved
    for path, every in RENEWED.items():
        signed = (np.arange(months) // every) * every
        prices[path] = prices["machines"][signed]
    discount = (1.0 + np.atleast_1d(assumed("discount_rate_per_year"))) ** -(
        (month + 0.5) / MONTHS_PER_YEAR
    )
    gain = (1.0 + np.atleast_1d(assumed("engine_gain_per_year"))) ** year
    parts = np.broadcast_arrays(
        _volume(horizon, month, assumed), discount, gain, *(prices[p] for p in PATHS)
    )
    volume, discount, gain, *paths_ = (np.asarray(p, float) for p in parts)
    return Outlook(volume=volume, discount=discount, gain=gain, prices=np.stack(paths_))


def _moves(horizon: Horizon, kind: PricePath, month: Array) -> Array:
    """Return the product of a scenario's own moves of a price."""
    factor = np.ones_like(month)
    for move in horizon.moves:
        if move.prices == kind:
            factor = factor * np.where(month >= move.month, 1.0 + move.change, 1.0)
    return factor


def _volume(horizon: Horizon, month: Array, assumed: Assumed) -> Array:
    if horizon.volume:
        given = np.asarray(horizon.volume, float)
        return given[np.minimum(month.astype(int), given.size - 1)] / given[0]
    return (1.0 + np.atleast_1d(assumed("growth_per_month"))) ** month
