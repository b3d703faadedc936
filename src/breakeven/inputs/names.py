"""Names as people write them, and the one fact that each means."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from breakeven.domain.errors import AmbiguousName, UnknownName

T = TypeVar("T")
MOST_CANDIDATES = 12


def fold(name: str) -> str:
    """Return a name without case, hyphens, underscores, dots, slashes and blanks.

    >>> fold("Llama 3.1-8B") == fold("llama_3.1/8b")
    True
    """
    return re.sub(r"[-_./\s]", "", name.casefold())


def tail(name: str) -> str:
    """Return a hub id without its organisation."""
    return name.rpartition("/")[2]


class Names(Generic[T]):
    """An index from names to the facts that carry them, surest names first."""

    def __init__(
        self,
        noun: str,
        facts: Mapping[str, T],
        tiers: Callable[[T], Sequence[Iterable[str]]],
    ) -> None:
        self.noun = noun
        self.facts = facts
        self._tiers: list[dict[str, list[str]]] = []
        for fact_id, fact in facts.items():
            for level, names in enumerate(([fact_id], *tiers(fact))):
                if level == len(self._tiers):
                    self._tiers.append({})
                for key in {fold(n) for n in names if n}:
                    self._tiers[level].setdefault(key, []).append(fact_id)

    def find(self, name: str) -> T:
        """Return the fact of a name; raise UnknownName or AmbiguousName."""
        if name in self.facts:
            return self.facts[name]
        key = fold(name)
        for tier in self._tiers:
            found = tier.get(key, [])
            if len(found) == 1:
                return self.facts[found[0]]
            if found:
                raise AmbiguousName(self.noun, name, found[:MOST_CANDIDATES])
        longer = self._beginning_with(name)
        if len(longer) > 1:
            raise AmbiguousName(self.noun, name, longer[:MOST_CANDIDATES])
        raise UnknownName(self.noun, name, self.facts)

    def _beginning_with(self, name: str) -> list[str]:
        """Return the ids that go on after a name and a separator: it was cut short."""
        start = name.casefold().strip()
        return [i for i in self.facts if start and re.match(rf"{re.escape(start)}[-. ]", i.lower())]
