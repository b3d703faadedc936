"""Every entry of a kind, shipped and private, and the one of each fact that holds on a day."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Generic, TypeVar

from breakeven.domain.errors import InputError
from breakeven.domain.model import Model
from breakeven.inputs.kinds import KINDS, Kind

T = TypeVar("T")
DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Generic[T]):
    """A fact as one file has it."""

    fact: T
    path: Path
    private: bool
    """From an overlay."""


def check_overlay(folder: Path) -> None:
    """Raise InputError where an overlay is not a directory with facts in it."""
    if not folder.exists():
        raise InputError("there is no such directory of facts", where=str(folder))
    if not folder.is_dir():
        raise InputError("facts lie in a directory, this is a file", where=str(folder))
    used = {path for kind in KINDS for path in files_of(kind, folder)}
    for path in sorted(folder.glob("*/**/*")):
        if path.suffix in (".toml", ".csv") and path not in used:
            _refuse_stray(path.relative_to(folder), where=str(path))
    if not used:
        known = "models/, accelerators/, prices/rental/, prices/hosted/, assumptions.toml"
        said = f"holds no facts; it has the layout of breakeven's own data: {known} and so on"
        raise InputError(said, where=str(folder))


def _refuse_stray(path: Path, *, where: str) -> None:
    """Raise InputError where a file was meant to hold facts and lies where none are read."""
    places = sorted({place for kind in KINDS for place in kind.places if "/" in place})
    tops = {place.partition("/")[0] for place in places}
    if get_close_matches(path.parts[0], tops, n=1, cutoff=0.75):
        near = get_close_matches(path.as_posix(), places, n=1, cutoff=0.3)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise InputError(f"no facts are read from here{hint}", where=where)


def files_of(kind: Kind[Any], folder: Path) -> Iterator[Path]:
    """Return the files of a kind below a directory, in order of their names."""
    for place in kind.places:
        for path in sorted(folder.glob(place)):
            if path.name != kind.skip:
                yield path


def entries(kind: Kind[T], folders: Iterable[tuple[Path, bool]]) -> list[Entry[T]]:
    """Return every entry of a kind in directories, each with whether it is private."""
    return [
        Entry(fact=fact, path=path, private=private)
        for folder, private in folders
        for path in files_of(kind, folder)
        for fact in kind.read(path)
    ]


def date_of(fact: Any) -> date | None:
    """Return the day of an entry; None where its kind has none."""
    return getattr(getattr(fact, "provenance", None), "date", None) or getattr(fact, "date", None)


def is_known(fact: Any, as_of: date) -> bool:
    """Whether the thing itself existed on a day: a model is not known before its release.

    Where nobody says when a model was released, it is known from the day of its entry.
    """
    released = getattr(fact, "released", None)
    if released is None and isinstance(fact, Model):
        released = fact.provenance.date
    return released is None or released <= as_of


def holding(kind: Kind[T], found: Iterable[Entry[T]], as_of: date) -> dict[Hashable, T]:
    """Return the entry of each fact that holds on a day: private ones first, then the latest."""
    groups: dict[Hashable, list[Entry[T]]] = {}
    for entry in found:
        if is_known(entry.fact, as_of):
            groups.setdefault(kind.identity(entry.fact), []).append(entry)
    chosen = {key: _chosen(kind, group, as_of) for key, group in groups.items()}
    return {key: entry.fact for key, entry in chosen.items() if entry is not None}


def _chosen(kind: Kind[T], group: list[Entry[T]], as_of: date) -> Entry[T] | None:
    seen = [e for e in group if (date_of(e.fact) or date.min) <= as_of]
    if seen:
        return max(seen, key=lambda e: (e.private, date_of(e.fact) or date.min))
    if kind.dated:
        return None
    private = [e for e in group if e.private] or group
    return min(private, key=lambda e: date_of(e.fact) or date.min)
