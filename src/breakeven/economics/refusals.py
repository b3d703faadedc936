"""What cannot be, and why: one refusal for each model and accelerator is said."""

from collections.abc import Iterable
from dataclasses import dataclass

from breakeven.domain.offers import Excuse, OptionKind
from breakeven.economics.candidates import Candidate
from breakeven.economics.decision import Option


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An option with its excuse."""

    key: str
    """What it shares with its other configurations: a model on an accelerator, or its own name."""
    option: Option
    count: int = 1
    """Refused configurations of this key that it stands for; it is the last of them."""


def refusal(
    name: str,
    kind: OptionKind,
    candidate: Candidate,
    excuse: Excuse,
    *,
    provider: str = "",
    key: str = "",
    count: int = 1,
) -> Refusal:
    """Return a refused option."""
    option = Option(
        id=name,
        kind=kind,
        model=candidate.model.id,
        provider=provider,
        quality=candidate.quality,
        flags=candidate.flags,
        excuse=excuse,
    )
    return Refusal(key=key or name, option=option, count=count)


def worth_saying(refused: Iterable[Refusal], *, working: set[str]) -> tuple[Option, ...]:
    """Return one refusal for each key, none where another configuration works.

    The last one said has the most GPUs and the fewest bits: the nearest miss.
    """
    last = {found.key: found.option for found in refused if found.key not in working}
    return tuple(last.values())
