"""The crossings of any two of some curves, each pair worked out when it is first asked for."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from breakeven.economics.breakeven import Breakeven, Curve, cross

Pair = tuple[str, str]


class Crossings(Mapping[Pair, Breakeven]):
    """Of every two curves, in their order; a quick answer shows few of them.

    >>> from breakeven.economics.curve import CostCurve
    >>> api, box = CostCurve(per_request=0.02), CostCurve(fixed=100.0)
    >>> [c.requests_per_day for c in Crossings({"api": api, "box": box})["api", "box"].crossings]
    [5000.0]
    """

    def __init__(self, curves: Mapping[str, Curve]) -> None:
        self._curves = curves
        self._known: dict[Pair, Breakeven | None] = dict.fromkeys(combinations(curves, 2))

    def __getitem__(self, pair: Pair) -> Breakeven:
        """Return the crossings of two curves."""
        found = self._known[pair]
        if found is None:
            a, b = pair
            found = self._known[pair] = cross(self._curves[a], self._curves[b], names=pair)
        return found

    def __iter__(self) -> Iterator[Pair]:
        """Yield the pairs."""
        return iter(self._known)

    def __len__(self) -> int:
        """Return how many pairs there are."""
        return len(self._known)
