"""The scales of a cost chart: where a volume and a cost lie, in pixels, and the axes."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log10
from typing import Any

from breakeven.domain.numbers import Array
from breakeven.outputs.region_bar import Window

WIDTH, HEIGHT = 590, 380

Layer = dict[str, Any]
"""A part of a Vega-Lite chart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """The scales and what is drawn on them."""

    window: Window
    curves: Mapping[str, Array]
    """Requests a day and US dollars a month of points that draw them, shape (points, 2)."""
    low_usd: float
    high_usd: float
    log: bool

    def x_pixel(self, requests_per_day: float) -> float:
        """Return where a volume lies, from the left."""
        share = log10(requests_per_day / self.window.low) / log10(
            self.window.high / self.window.low
        )
        return min(max(share, 0.0), 1.0) * WIDTH

    def y_pixel(self, usd: float) -> float:
        """Return where a cost lies, from the top."""
        if self.log:
            share = log10(max(usd, self.low_usd) / self.low_usd) / log10(
                self.high_usd / self.low_usd
            )
        else:
            share = usd / self.high_usd
        return (1.0 - min(max(share, 0.0), 1.0)) * HEIGHT

    def x(self) -> Layer:
        """Return the axis of volumes."""
        return {
            "field": "v",
            "type": "quantitative",
            "title": "requests a day",
            "scale": {"type": "log", "domain": [self.window.low, self.window.high], "nice": False},
            "axis": {
                "values": self._decades(),
                "labelExpr": "format(datum.value, datum.value < 1 ? '~g' : '~s')",
                "labelFlush": False,
            },
        }

    def y(self) -> Layer:
        """Return the axis of costs."""
        kind = "log" if self.log else "linear"
        ticks = (
            {"tickCount": 5} if not self.log else {"values": _ticks(self.low_usd, self.high_usd)}
        )
        return {
            "field": "usd",
            "type": "quantitative",
            "title": "US dollars a month" + (", logarithmic" if self.log else ""),
            "scale": {"type": kind, "domain": [self.low_usd, self.high_usd], "nice": False},
            "axis": {
                **ticks,
                "labelExpr": "'$' + format(datum.value, datum.value < 1 ? '~g' : ',~r')",
                "domain": False,
                "ticks": False,
            },
        }

    def _decades(self) -> list[float]:
        exponent, found = round(log10(self.window.low)), []
        while 10.0**exponent <= self.window.high * 1.001:
            found.append(10.0**exponent)
            exponent += 1
        return found


def _ticks(low: float, high: float) -> list[float]:
    """Return 1, 2 and 5 times powers of ten, only the powers where there are many."""
    wide = log10(high / low) > 2.5
    factors = (1.0,) if wide else (1.0, 2.0, 5.0)
    exponents = range(int(log10(low)) - 2, int(log10(high)) + 2)
    values = [f * 10.0**e for e in exponents for f in factors]
    return [v for v in values if low <= v <= high]
