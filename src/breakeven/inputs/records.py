"""A row of a file as one of our dataclasses, or all that is wrong with it.

The dataclass is the schema. Two things differ in files: the keys of the provenance stand beside
the others, and a model's `model_class` is called `class`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any, Generic, TypeVar, get_type_hints

from pydantic import TypeAdapter, ValidationError

from breakeven.domain.provenance import Provenance

T = TypeVar("T")
RENAMED = {"class": "model_class"}
PROVENANCE_KEYS = ("source", "date", "url", "note", "verified")
NESTED = ("architecture",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake of a row; `key` is the path of keys to it, empty for the row itself."""

    key: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed(Generic[T]):
    """A row's value, or its problems."""

    value: T | None
    problems: tuple[Problem, ...] = ()


_hints: dict[type[Any], Mapping[str, Any]] = {}
_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def hints(kind: type[Any]) -> Mapping[str, Any]:
    """Return the fields of a dataclass and their types."""
    if kind not in _hints:
        _hints[kind] = get_type_hints(kind)
    return _hints[kind]


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def file_keys(kind: type[Any]) -> tuple[str, ...]:
    """Return the keys that a row of this kind may have in a file."""
    back = {name: key for key, name in RENAMED.items()}
    own = [back.get(name, name) for name in hints(kind) if name != "provenance"]
    return tuple(dict.fromkeys([*own, *(PROVENANCE_KEYS if is_sourced(kind) else ())]))


def is_sourced(kind: type[Any]) -> bool:
    """Whether a kind carries its provenance."""
    return hints(kind).get("provenance") is Provenance


def parse(raw: Mapping[str, Any], kind: type[T]) -> Parsed[T]:
    """Return a row as `kind`, with all its problems where it is not one."""
    problems = [*_unknown(raw, kind, ()), *_missing_provenance(raw, kind)]
    try:
        value: T = _adapter(kind).validate_python(_nested(raw, kind))
    except ValidationError as error:
        seen = {p.key for p in problems}
        found = [_problem(dict(e)) for e in error.errors(include_url=False)]
        problems += [p for p in found if p.key not in seen]
        return Parsed(value=None, problems=tuple(problems))
    problems += _not_finite(value)
    return Parsed(value=None if problems else value, problems=tuple(problems))


def _nested(raw: Mapping[str, Any], kind: type[Any]) -> dict[str, Any]:
    own = hints(kind)
    row = {RENAMED.get(k, k) if RENAMED.get(k, k) in own else k: v for k, v in raw.items()}
    if is_sourced(kind):
        row["provenance"] = {k: row[k] for k in PROVENANCE_KEYS if k in row}
    return {k: v for k, v in row.items() if k in own}


def _unknown(raw: Mapping[str, Any], kind: type[Any], inside: tuple[str, ...]) -> list[Problem]:
    known = file_keys(kind)
    problems = [
        Problem(key=(*inside, key), message=f"unknown key {key!r}{near(key, known)}")
        for key in raw
        if key not in known
    ]
    for key in NESTED:
        if isinstance(raw.get(key), Mapping) and key in known:
            problems += _unknown(raw[key], _nested_kind(kind, key), (*inside, key))
    return problems


def _nested_kind(kind: type[Any], key: str) -> type[Any]:
    """Return the dataclass of an optional field, such as `Architecture | None`."""
    options: tuple[type[Any], ...] = getattr(hints(kind)[key], "__args__", (hints(kind)[key],))
    return next(o for o in options if o is not type(None))


def near(word: str, known: tuple[str, ...]) -> str:
    """Return a hint to the nearest known word, "" where none is near.

    >>> near("sorce", ("source", "date"))
    '; did you mean source?'
    """
    found = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"; did you mean {found[0]}?" if found else ""


def _missing_provenance(raw: Mapping[str, Any], kind: type[Any]) -> list[Problem]:
    if not is_sourced(kind):
        return []
    why = {"date": "when the source said so, YYYY-MM-DD", "source": "an id of sources/*.toml"}
    return [
        Problem(key=("provenance", key), message=f"{key} is missing ({text})")
        for key, text in why.items()
        if raw.get(key) in (None, "")
    ]


def _problem(error: Mapping[str, Any]) -> Problem:
    key = tuple(str(part) for part in error["loc"])
    name = ".".join(k for k in key if k != "provenance")
    name = next((k for k, v in RENAMED.items() if v == name), name)
    if error["type"] in ("missing", "missing_argument"):
        return Problem(key=key, message=f"{name} is missing")
    said = plain(error["msg"])
    return Problem(key=key, message=f"{name}: {said}, not {_short(error.get('input'))}")


def plain(said: str) -> str:
    """Return what pydantic says in the words of a file.

    >>> plain("Input should be a valid tuple")
    'must be a list'
    """
    return said.replace("Input should be", "must be").replace("a valid tuple", "a list")


def _short(value: object) -> str:
    text = str(value) if isinstance(value, int | float) else repr(value)
    if hasattr(value, "is_finite"):
        text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _not_finite(value: Any) -> list[Problem]:
    return [
        Problem(key=(f.name,), message=f"{f.name} must be a finite number")
        for f in fields(value)
        if isinstance(getattr(value, f.name), float) and not math.isfinite(getattr(value, f.name))
    ]
