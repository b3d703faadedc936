"""The months ahead: traffic, prices, engines and the worth of later money, month by month."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from breakeven.domain.horizon import Horizon, PricePath
from breakeven.domain.numbers import Array
from breakeven.domain.offers import HOURLY, RESERVED
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
CUTS: Mapping[str, tuple[str, str]] = {
    "api_price_cut": ("token_price_jump_per_year", "token_price_jump_size"),
    "hosted_price_cut": ("token_price_jump_per_year", "token_price_jump_size"),
}
"""Sudden cuts of token prices, 0 where none comes: the chance in a year, the relative change."""
CUT_MONTH = "price_cut_month"
"""When a cut comes, as a share of the horizon."""
IN_DOUBT: Mapping[str, float] = {**dict.fromkeys(CUTS, 0.0), CUT_MONTH: 0.5}
"""What is no assumption but may come, and its central value."""
MOVED: Mapping[PricePath, tuple[Path, ...]] = {
    "tokens": ("api", "hosted"),
    "machines": ("machines",),
    "hardware": ("hardware",),
}
"""Whose prices a move of the scenario changes."""
RENEWED: Mapping[Path, int] = {"reserved-1y": 12, "reserved-3y": 36}
"""Months of a contract."""
TOKENS_MOVE: Mapping[str, Path] = {
    "api": "api",
    "hosted": "hosted",
    **dict.fromkeys(HOURLY, "machines"),
}
"""Which path the price of a request follows, by kind or purchase mode; else it stays as it is."""
RENTS_MOVE: Mapping[str, Path] = {
    **dict.fromkeys(HOURLY, "machines"),
    **{purchase: purchase for purchase in RESERVED},
}
"""Which path the rent of a machine follows, by purchase mode; else it stays as it is."""
RESTS_ON = (
    "discount_rate_per_year",
    "growth_per_month",
    "engine_gain_per_year",
    *DRIFTS.values(),
)
"""Assumptions that the months ahead rest on."""


def tokens_path(kind: str, purchase: str) -> Path:
    """Return the path that the price of a request follows; that of reserved units stays."""
    if kind == "reserved_api":
        return "constant"
    return TOKENS_MOVE.get(kind if kind in TOKENS_MOVE else purchase, "constant")


def rent_path(purchase: str) -> Path:
    """Return the path that the rent of a machine follows."""
    return RENTS_MOVE.get(purchase, "constant")


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

    worth_at_start: Array
    """Worth today of a dollar when it begins, shape (samples,)."""

    @property
    def months(self) -> int:
        """How far it looks."""
        return int(self.volume.shape[0])

    def between(self, since: int, until: int | None) -> "Outlook":
        """Return some of the months; contracts are then signed in the first of them."""
        part = slice(since, until)
        prices = np.array(self.prices[:, part])
        market = prices[PATHS.index("machines")]
        for path, every in RENEWED.items():
            prices[PATHS.index(path)] = market[(np.arange(len(market)) // every) * every]
        grown = np.sqrt(self.discount[0] / self.discount[1]) if self.months > 1 else 1.0
        return Outlook(
            volume=self.volume[part],
            discount=self.discount[part],
            gain=self.gain[part],
            prices=prices,
            worth_at_start=self.discount[since] * grown if since else self.worth_at_start,
        )


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
    for name in CUTS:
        comes = month >= np.atleast_1d(assumed(CUT_MONTH)) * months
        path = name.removesuffix("_price_cut")
        prices[path] = prices[path] * np.where(comes, 1.0 + np.atleast_1d(assumed(name)), 1.0)
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
    return Outlook(
        volume=volume,
        discount=discount,
        gain=gain,
        prices=np.stack(paths_),
        worth_at_start=np.ones(volume.shape[1]),
    )


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
        return np.asarray(given[np.minimum(month.astype(int), given.size - 1)] / given[0])
    return np.asarray((1.0 + np.atleast_1d(assumed("growth_per_month"))) ** month, float)
