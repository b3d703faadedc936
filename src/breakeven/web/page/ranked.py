"""The ranked table, and the options that were rejected, with their excuses."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from breakeven.economics.decision import Decision, Option
from breakeven.outputs.names import KINDS, Name, name_of
from breakeven.outputs.numbers import count
from breakeven.outputs.ranking_table import best_of_each, remarks
from breakeven.web.page import figure
from breakeven.web.page.figure import Figure

DIGITS = 12
"""Of what tells options, and rows, apart."""
EXAMPLES = 8
"""Rejected options that are named for each reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One option of the ranking."""

    key: str
    """Of its option: the same at any rank."""
    rank: int
    name: Name
    id: str
    kind: str
    month: Figure
    million: Figure
    fleet: Figure | None
    latency: Figure | None
    quality: Figure | None
    chance: Figure | None
    remarks: tuple[str, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its numbers, those that it has."""
        every = (self.month, self.million, self.fleet, self.latency, self.quality, self.chance)
        return tuple(one for one in every if one is not None)

    @property
    def shape(self) -> str:
        """Digest of the row without its rank and its numbers."""
        return _digest((self.id, [figure.key for figure in self.figures], self.remarks))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """The first options and, of each other kind, the best."""

    rows: tuple[Row, ...]
    more: int
    """How many more there are."""
    benchmark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Options that share a reason."""

    reason: str
    number: str
    examples: tuple[tuple[str, str], ...]
    """Names and what is wrong with each."""


def ranked(decision: Decision, *, top: int) -> Ranked:
    """Return the ranking, `top` options long and the best of each kind beyond."""
    every = list(enumerate(best_of_each(decision.options), start=1))
    shown = every[:top]
    kinds = {option.kind for _, option in shown}
    for rank, option in every[top:]:
        if option.kind not in kinds:
            kinds.add(option.kind)
            shown.append((rank, option))
    first = decision.best
    return Ranked(
        rows=tuple(_row(decision, rank, option) for rank, option in shown),
        more=len(every) - len(shown),
        benchmark=first.quality.benchmark if first else "",
    )


def _row(decision: Decision, rank: int, option: Option) -> Row:
    key = f"o-{_digest(option.id)}"
    return Row(
        key=key,
        rank=rank,
        name=name_of(option.id),
        id=option.id,
        kind=KINDS[option.kind],
        month=figure.month(option, key=key),
        million=figure.per_million(decision, option, key=key),
        fleet=figure.fleet(decision, option, key=key),
        latency=figure.latency(option, key=key),
        quality=figure.quality(option, key=key),
        chance=figure.chance(decision, option, key=key),
        remarks=tuple(remarks(option)),
    )


def _digest(said: object) -> str:
    return sha256(repr(said).encode()).hexdigest()[:DIGITS]


def rejected(options: Sequence[Option]) -> tuple[Rejected, ...]:
    """Return the reasons of the rejected options, the most frequent first."""
    excuses = [(o, o.excuse) for o in options if o.excuse]
    reasons = Counter(excuse.reason for _, excuse in excuses)
    return tuple(
        Rejected(
            reason=reason.replace("-", " "),
            number=count(number),
            examples=tuple(
                (str(name_of(o.id)), excuse.detail)
                for o, excuse in excuses
                if excuse.reason == reason
            )[:EXAMPLES],
        )
        for reason, number in reasons.most_common()
    )
