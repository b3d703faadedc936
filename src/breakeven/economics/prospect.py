"""The months ahead of the leading options, how sure the choice is, and what would change it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

What = Literal["volume", "price", "utilization", "latency"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionAhead:
    """One option over the whole horizon, in US dollars of today."""

    id: str
    usd: float
    """Discounted cost of all months and of what is paid once, all assumptions at their values."""
    usd_undiscounted: float
    """The same sum without discounting: the TCO."""
    once_usd: float
    usd_by_month: tuple[float, ...]
    """Cash of each month; the first has what is paid once, own machines are paid when bought."""
    usd_mean: float
    """Over the samples, as are the following."""
    usd_p05: float
    usd_p95: float
    p_best: float
    regret_usd: float
    """What choosing it costs in the mean above the cheapest of each sample."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payback:
    """A choice that costs more at first, against what costs least today without any commitment."""

    id: str
    against: str
    upfront_usd: float
    """What it costs more until it begins to save."""
    months: float | None
    """When its cumulative cost stays below the other's; None where it never does."""
    npv_usd: float
    """What it saves over the horizon, discounted; negative where it does not."""
    irr_per_year: float | None
    """None where the difference does not change its sign exactly once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Buying without commitment for some months, and choosing then."""

    months: int
    until_then: str
    """What is bought in the meantime."""
    then: str
    """What is best then, by what is known today."""
    usd: float
    """Expected discounted cost over the horizon."""
    usd_knowing: float
    """The same if by then everything were known: waiting is worth no more than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """What a commitment costs: the value of being free to leave it."""

    id: str
    usd: float
    """Mean over the samples of the saving by leaving in the best month for what is free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """One unknown at both ends of its range (5 and 95 %), all else as assumed."""

    id: str
    low: float
    high: float
    lead_usd_at_low: float
    """What the runner-up then costs more than the winner; negative where the winner loses."""
    lead_usd_at_high: float
    flips_at: float | None
    """The value within its range from which on another option wins; None where none does."""
    instead: str
    """Which; empty where none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What it is worth to know one unknown before choosing."""

    id: str
    usd: float
    usd_error: float
    """One standard error of the estimate."""
    p_change: float
    """Probability that knowing it changes the choice."""
    instead: str
    """What is then mostly chosen; empty where the choice stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """Share of the variance of the lead that comes from one unknown: Sobol indices."""

    id: str
    first: float
    """Alone."""
    total: float
    """With all that it interacts with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """The leading options over the months ahead."""

    months: int
    discount_rate_per_year: float
    options: tuple[OptionAhead, ...]
    """Cheapest first, all assumptions at their values."""
    paybacks: tuple[Payback, ...]
    waiting: tuple[Waiting, ...]
    locked: tuple[Locked, ...]
    swings: tuple[Swing, ...]
    """The widest swing of the lead first."""
    evpi_usd: float
    """What knowing everything before choosing is worth: no study is worth more."""
    measurements: tuple[Measurement, ...]
    """The most valuable first."""
    influences: tuple[Influence, ...] = ()
    """Where they were asked for."""
    samples: int
    names: Mapping[str, str]
    """What each unknown is, in words."""

    @property
    def best(self) -> OptionAhead:
        """The cheapest over the horizon."""
        return self.options[0]

    @property
    def least_regret(self) -> OptionAhead:
        """The option with the least expected regret."""
        return min(self.options, key=lambda o: o.regret_usd)

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of the months ahead."""
        return {
            **asdict(self),
            "names": dict(self.names),
            "best": self.best.id,
            "least_regret": self.least_regret.id,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """One number of the question or the market, and the value at which the answer flips."""

    what: What
    of: str
    """The option whose number it is; empty for the question's own."""
    now: float
    then: float | None
    """None where no value of it changes the answer."""
    unit: str
    instead: str
    """Who wins then."""
