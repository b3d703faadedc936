"""Decide now or wait: buy without commitment for a while, choose later; what a commitment costs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.economics.prospect import Locked, Waiting
from breakeven.studies.contenders import Contenders

AFTER = (3, 6, 12, 24)
"""Months after which one may choose, or leave."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ways:
    """Discounted costs of options, shape (options, samples), by the month at which one changes."""

    until: dict[int, Array]
    """Of the months before it, once-costs included."""
    since: dict[int, Array]
    """Of an option that is begun in it."""
    total: Array
    """Of an option from today to the end."""
    free: Index
    """Options without commitment."""
    bound: Index
    ids: tuple[str, ...]

    @property
    def months(self) -> list[int]:
        """When one may change."""
        return sorted(self.until)


def ways_of(worlds: Contenders, inputs: Array, total: Array) -> Ways:
    """Return what options cost until some months, and from then on."""
    months = [m for m in AFTER if m < worlds.question.months]
    free = worlds.free
    return Ways(
        until={m: worlds.ahead(inputs, until=m) for m in months},
        since={m: worlds.ahead(inputs, since=m) for m in months},
        total=total,
        free=np.flatnonzero(free),
        bound=np.flatnonzero(~free),
        ids=worlds.ids,
    )


def waiting(ways: Ways) -> tuple[Waiting, ...]:
    """Return what it costs to wait some months, by what is known today and by all that may be."""
    if not ways.free.size:
        return ()
    found = []
    for month in ways.months:
        meantime = ways.free[ways.until[month][ways.free].mean(axis=1).argmin()]
        later = _less_once(ways, month, int(meantime))
        then = int(later.mean(axis=1).argmin())
        so_far = ways.until[month][meantime].mean()
        found.append(
            Waiting(
                months=month,
                until_then=ways.ids[meantime],
                then=ways.ids[then],
                usd=float(so_far + later[then].mean()),
                usd_knowing=float(so_far + later.min(axis=0).mean()),
            )
        )
    return tuple(found)


def _less_once(ways: Ways, month: int, meantime: int) -> Array:
    """Return the costs from a month on; who stays with what he has pays nothing once again."""
    later = np.array(ways.since[month])
    later[meantime] = ways.total[meantime] - ways.until[month][meantime]
    return later


def locked(ways: Ways) -> tuple[Locked, ...]:
    """Return what each commitment costs beside the same without it, the dearest first.

    Free to leave, one goes over to the best option without commitment in the best of some months,
    knowing all: an upper bound of what freedom is worth.
    """
    if not ways.free.size:
        return ()
    found = []
    for row in ways.bound:
        least = np.array(ways.total[row])
        for month in ways.months:
            left = ways.until[month][row] + ways.since[month][ways.free].min(axis=0)
            least = np.minimum(least, left)
        usd = float((ways.total[row] - least).mean())
        found.append(Locked(id=ways.ids[row], usd=usd))
    return tuple(sorted(found, key=lambda one: -one.usd))


def cheapest_free(worlds: Contenders, usd: Sequence[float] | Array) -> int | None:
    """Return the cheapest without commitment, None where there is none."""
    free = np.flatnonzero(worlds.free)
    return int(free[np.asarray(usd)[free].argmin()]) if free.size else None
