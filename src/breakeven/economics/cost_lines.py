"""The lines of a bill: what drives each, and the assumptions that it rests on.

usd = driver x factor, for a month, a request a day, a machine, or once. A driver belongs to an
option (GPUs of a machine, its price); a factor belongs to the world (wages, electricity), so it may
be an array of samples.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from breakeven.domain.numbers import Num
from breakeven.domain.offers import OptionKind

Part = Literal["month", "request", "machine", "once"]
"""What a line is paid for: any month, a request a day for a month, a machine for a month, once."""
Driver = Literal[
    "one",
    "request_usd",
    "second_usd",
    "rent_usd",
    "capex_usd",
    "machine_usd",
    "gpus",
    "kilowatts",
    "disk_gb",
    "output_tokens",
]
Trend = Literal["none", "tokens", "machines", "hardware"]
"""Whose price a line follows over the months."""
STATED = "stated"
"""Purchase mode of an offer whose cost is stated as a whole: no overhead comes on top."""
Assumed = Callable[[str], Num]
"""The value of an assumption, or its samples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """What an option's lines are multiplied with; floats, or arrays of options."""

    request_usd: Num = 0.0
    """Tokens of one request a day for a month."""
    second_usd: Num = 0.0
    """A second of a machine for each request of a day, for a month."""
    rent_usd: Num = 0.0
    """Rent of one machine for a month."""
    capex_usd: Num = 0.0
    """Price of one own machine."""
    machine_usd: Num = 0.0
    """Rent or depreciation of one machine for a month: what shares of machines are taken of."""
    gpus: Num = 0.0
    """Of one machine."""
    kilowatts: Num = 0.0
    """Limit of one own machine's power."""
    disk_gb: Num = 0.0
    """Of one rented machine, for the files of its model."""
    output_tokens: Num = 0.0
    """That one request a day makes in a month."""
    one: Num = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One line of the bills of some kinds of options."""

    name: str
    part: Part
    driver: Driver
    factor: Callable[[Assumed], Num]
    rests_on: tuple[str, ...] = ()
    """Ids of the assumptions that the factor asks for."""
    kinds: tuple[OptionKind, ...]
    purchases: tuple[str, ...] = ()
    """Purchase modes that carry it; empty for all."""
    trend: Trend = "none"
    idles: bool = True
    """Of a machine: whether one that stands by costs it too; people look after those that work."""
    source: str = ""
    """Where the factor comes from; empty where the option's own price says it."""

    def on(self, kind: str, purchase: str) -> bool:
        """Whether options of a kind and purchase mode carry the line; a stated cost is all."""
        if purchase == STATED and self.trend == "none":
            return False
        return kind in self.kinds and (not self.purchases or purchase in self.purchases)


def as_is(_: Assumed) -> Num:
    """Return the factor of a line that is its driver."""
    return 1.0


RENT = CostLine(
    name="GPU hours",
    part="machine",
    driver="rent_usd",
    factor=as_is,
    kinds=("rented",),
    trend="machines",
)


def awake_seconds(assumed: Assumed) -> Num:
    """Return how long a machine that sleeps between requests is up beside serving one."""
    return assumed("cold_start_seconds") + assumed("idle_seconds")


SERVING = CostLine(
    name="GPU seconds in use",
    part="request",
    driver="request_usd",
    factor=as_is,
    kinds=("rented",),
    trend="machines",
)
AWAKE = CostLine(
    name="GPU seconds starting and idle",
    part="request",
    driver="second_usd",
    factor=awake_seconds,
    rests_on=("cold_start_seconds", "idle_seconds"),
    kinds=("rented",),
    trend="machines",
    source="cold_start_seconds + idle_seconds for each request",
)
RESERVED = CostLine(
    name="reserved units",
    part="machine",
    driver="rent_usd",
    factor=as_is,
    kinds=("reserved_api",),
    trend="machines",
)
TOKENS = CostLine(
    name="tokens",
    part="request",
    driver="request_usd",
    factor=as_is,
    kinds=("api", "hosted"),
    trend="tokens",
)
