"""What calculators forget, as lines of a bill: each fact of overheads.toml by its basis."""

from collections.abc import Callable, Iterable, Mapping

from breakeven.domain.numbers import Num
from breakeven.domain.overhead import Basis, Overhead
from breakeven.economics.cost_lines import Assumed, CostLine, Driver, Part

MILLION = 1e6
GB = 1e9
Wage = Callable[[Assumed], Num]


def _plain(_: Assumed) -> Num:
    return 1.0


def _month_of_an_engineer(assumed: Assumed) -> Num:
    return assumed("engineer_hours_per_month") * assumed("engineer_usd_per_hour")


def _hour_of_an_engineer(assumed: Assumed) -> Num:
    return assumed("engineer_usd_per_hour")


def _gb_of_a_token(assumed: Assumed) -> Num:
    return assumed("answer_bytes_per_token") / GB


def _month_in_millions(assumed: Assumed) -> Num:
    """Return the million requests that one request a day makes in a month."""
    return assumed("days_per_month") / MILLION


MONTHLY = ("engineer_hours_per_month", "engineer_usd_per_hour")
BASES: Mapping[Basis, tuple[Part, Driver, Wage, tuple[str, ...]]] = {
    "usd-per-month": ("month", "one", _plain, ()),
    "usd-per-gpu-month": ("machine", "gpus", _plain, ()),
    "usd-per-machine-month": ("machine", "one", _plain, ()),
    "share-of-machines": ("machine", "machine_usd", _plain, ()),
    "share-of-tokens": ("request", "request_usd", _plain, ()),
    "usd-per-million-requests": ("request", "one", _month_in_millions, ()),
    "engineers": ("month", "one", _month_of_an_engineer, MONTHLY),
    "engineers-per-gpu": ("machine", "gpus", _month_of_an_engineer, MONTHLY),
    "usd-once": ("once", "one", _plain, ()),
    "engineer-hours-once": ("once", "one", _hour_of_an_engineer, MONTHLY[1:]),
    "usd-per-gb-out": ("request", "output_tokens", _gb_of_a_token, ("answer_bytes_per_token",)),
    "usd-per-gb-month": ("machine", "disk_gb", _plain, ()),
}
"""For each basis: what it is paid for, its driver, what the value is multiplied with."""


def overhead_lines(overheads: Iterable[Overhead]) -> tuple[CostLine, ...]:
    """Return the overheads as lines."""
    return tuple(_line(one) for one in overheads)


def _line(one: Overhead) -> CostLine:
    part, driver, wage, asks = BASES[one.basis]

    def factor(assumed: Assumed) -> Num:
        return assumed(one.id) * wage(assumed)

    return CostLine(
        name=one.line,
        part=part,
        driver=driver,
        factor=factor,
        rests_on=(one.id, *asks),
        kinds=one.kinds,
        purchases=one.purchases,
        idles=False,
        trend="tokens" if one.basis == "share-of-tokens" else "none",
        source=f"{' x '.join((one.id, *asks))} ({one.provenance})",
    )
