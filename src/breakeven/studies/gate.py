"""Whether a decision still holds: the same recommendation, and not much dearer."""

from dataclasses import dataclass

from breakeven.domain.stored_decision import StoredDecision, StoredExcuse, StoredOption
from breakeven.studies.difference import Difference, Placed, difference

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Today's decision against one that was stored."""

    difference: Difference
    max_increase: float
    """Share by which the cheapest option may cost more."""

    @property
    def flipped(self) -> tuple[str, ...]:
        """The parts of the recommendation that are others now."""
        return self.difference.flipped

    @property
    def gone(self) -> bool:
        """Whether nothing is feasible any more."""
        return bool(self.flipped) and self.difference.now.recommended is None

    @property
    def increase(self) -> float | None:
        """By which share the cheapest option costs more; None without two, or from nothing."""
        old, change = self.difference.then.recommended, self.difference.change
        return change / old.usd if old and old.usd and change is not None else None

    @property
    def too_dear(self) -> bool:
        """Whether the cheapest option costs more than the limit allows."""
        old, new = self.difference.then.recommended, self.difference.now.recommended
        if old is None or new is None:
            return False
        return new.usd > old.usd * (1 + self.max_increase) * (1 + ROUNDING)

    @property
    def changed(self) -> bool:
        """Whether the gate closes."""
        return bool(self.flipped) or self.too_dear

    @property
    def former(self) -> "Former | None":
        """What became of a recommendation that is none any more."""
        old = self.difference.then.recommended
        if old is None or not self.flipped:
            return None
        stays = self.difference.options.get(old.series)
        gone = self.difference.disappeared.get(old.series)
        return Former(now=stays.after if stays else None, excuse=gone.excuse if gone else None)

    @property
    def reconfigured(self) -> tuple[StoredOption, StoredOption] | None:
        """The recommendation before and after where only its GPUs, region or precision differ."""
        old, new = self.difference.then.recommended, self.difference.now.recommended
        if old is None or new is None or self.flipped:
            return None
        alike = old.id == new.id and _gpus(old) == _gpus(new)
        return None if alike else (old, new)


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """A former recommendation today."""

    now: Placed | None
    """None where it is not feasible."""
    excuse: StoredExcuse | None


def _gpus(option: StoredOption) -> float:
    return option.fleet.gpus if option.fleet else 0.0


def judge(now: StoredDecision, *, baseline: StoredDecision, max_increase: float) -> Verdict:
    """Return whether today's decision still is the baseline's."""
    return Verdict(difference=difference(baseline, now), max_increase=max_increase)
