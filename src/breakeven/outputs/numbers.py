"""Numbers as people read them: the only place where a number becomes a string."""

from math import isfinite

UNKNOWN = "-"
"""What stands where no number is known."""
SMALLEST = -6
"""Powers of ten below this are written as such."""


def _significant(value: float, *, digits: int = 3) -> str:
    """Return a number with that many significant digits, all of its integer digits kept.

    >>> [_significant(v) for v in (0.0573219, 5.0, 12.34, 1234.5)]
    ['0.0573', '5.00', '12.3', '1,234']
    """
    if value == 0:
        return "0"
    scientific = f"{value:.{digits - 1}e}"
    exponent = int(scientific.partition("e")[2])
    if exponent < SMALLEST:
        return scientific
    return f"{value:,.{max(digits - 1 - exponent, 0)}f}"


def usd(value: float | None) -> str:
    """Return money: three digits below a dollar, cents below a hundred, else whole dollars.

    >>> [usd(v) for v in (0.0573, 9.5, 1234.4, -20.0, None)]
    ['$0.0573', '$9.50', '$1,234', '-$20.00', '-']
    """
    if value is None or not isfinite(value):
        return UNKNOWN
    sign = "-" if value < 0 else ""
    amount = abs(value)
    if not amount:
        return "$0"
    cents = 0.9995 <= amount < 99.995
    return f"{sign}${amount:.2f}" if cents else f"{sign}${_significant(amount)}"


def count(value: float | None) -> str:
    """Return a count: whole from ten on, large ones in millions or billions.

    >>> [count(v) for v in (3, 2.5, 44444.4, 1_234_567, 2.5e9)]
    ['3', '2.5', '44,444', '1.23 M', '2.5 G']
    """
    if value is None or not isfinite(value):
        return UNKNOWN
    if abs(value) >= 1e9:
        return f"{plain(value / 1e9)} G"
    if abs(value) >= 1e6:
        return f"{plain(value / 1e6)} M"
    return f"{value:,.0f}" if abs(value) >= 10 else plain(value)


def whole(value: float) -> str:
    """Return a whole number with all its digits.

    >>> whole(1_204_315.4)
    '1,204,315'
    """
    return f"{value:,.0f}"


def plain(value: float | None) -> str:
    """Return a value of any kind with three significant digits and no trailing zeros.

    >>> [plain(v) for v in (0.90, 30.4375, 2, 0.00123, 1_500_000)]
    ['0.9', '30.4', '2', '0.00123', '1,500,000']
    """
    if value is None or not isfinite(value):
        return UNKNOWN
    text = _significant(value)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def percent(share: float | None) -> str:
    """Return a share as a percentage; never 0 or 100 where it is not.

    >>> [percent(v) for v in (0.917, 0.001, 0.999, 1.0, 0.0)]
    ['92 %', '<1 %', '>99 %', '100 %', '0 %']
    """
    if share is None or not isfinite(share):
        return UNKNOWN
    if 0 < share < 0.005:
        return "<1 %"
    if 0.995 < share < 1:
        return ">99 %"
    return f"{100 * share:.0f} %"


def milliseconds(value: float | None) -> str:
    """Return a time in milliseconds, in seconds from ten thousand on.

    >>> [milliseconds(v) for v in (4.27, 312.4, 2000, 15_300)]
    ['4.3 ms', '312 ms', '2,000 ms', '15.3 s']
    """
    if value is None or not isfinite(value):
        return UNKNOWN
    if value >= 10_000:
        return f"{_significant(value / 1000)} s"
    return f"{value:,.0f} ms" if value >= 10 else f"{value:.1f} ms"


def gib(value: float | None) -> str:
    """Return memory.

    >>> gib(14.958)
    '15.0 GiB'
    """
    return UNKNOWN if value is None or not isfinite(value) else f"{value:.1f} GiB"


def times(ratio: float) -> str:
    """Return how many times more.

    >>> [times(v) for v in (1.04, 3.42, 27.9)]
    ['1.04 x', '3.4 x', '28 x']
    """
    digits = 2 if ratio < 2 else 1 if ratio < 10 else 0
    return f"{ratio:,.{digits}f} x"


def volume(requests_per_day: float | None) -> str:
    """Return a volume on an axis, short.

    >>> [volume(v) for v in (1, 950, 1000, 44_444, 2_000_000, 1.5e9)]
    ['1', '950', '1k', '44.4k', '2M', '1.5G']
    """
    if requests_per_day is None or not isfinite(requests_per_day):
        return UNKNOWN
    for unit, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if requests_per_day >= unit * 0.9995:
            return f"{plain(requests_per_day / unit)}{letter}"
    return plain(requests_per_day)


def plural(number: float, noun: str) -> str:
    """Return a count with its noun.

    >>> plural(1, "replica"), plural(2, "replica")
    ('1 replica', '2 replicas')
    """
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"
