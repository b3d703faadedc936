"""From a verb's signature to one that a schema can be made of: JSON's types, words for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date
from functools import reduce
from inspect import Parameter, Signature, signature
from operator import or_
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import Field

Words = Mapping[str, str]
"""What each parameter means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A parameter that a tool has beside those of its verb."""

    type: Any
    default: Any
    words: str


def tool_signature(
    verb: Callable[..., Any],
    *,
    words: Words,
    hidden: Sequence[str] = (),
    added: Mapping[str, Added] | None = None,
) -> Signature:
    """Return a verb's parameters as a tool has them, all by keyword."""
    types = get_type_hints(verb)
    own = [
        _parameter(p.name, plain(types[p.name]), p.default, words.get(p.name, ""))
        for p in signature(verb).parameters.values()
        if p.name not in hidden
    ]
    extra = [_parameter(name, a.type, a.default, a.words) for name, a in (added or {}).items()]
    required = [p for p in own if p.default is Parameter.empty]
    optional = [p for p in own if p.default is not Parameter.empty]
    return Signature([*required, *optional, *extra], return_annotation=dict[str, Any])


def _parameter(name: str, kind: Any, default: Any, words: str) -> Parameter:
    annotated = Annotated[kind, Field(description=words)] if words else kind
    listed = list(default) if isinstance(default, tuple) else default
    return Parameter(name, Parameter.KEYWORD_ONLY, default=listed, annotation=annotated)


def plain(kind: Any) -> Any:
    """Return a type in JSON's terms: paths and days are strings, sequences lists.

    >>> plain(date | str | None), plain(Sequence[str | Path])
    (str | None, list[str])
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return reduce(or_, dict.fromkeys(plain(a) for a in arguments if not _is_noun(a)))
    if kind in (Path, date):
        return str
    if origin in (list, tuple) or _is_sequence(origin):
        return list[plain(arguments[0])]  # type: ignore[misc]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return dict[str, plain(arguments[1])]  # type: ignore[misc]
    return kind


def _is_noun(kind: Any) -> bool:
    """Return whether a type is one of the library's own, which JSON has no name for."""
    return kind is not NoneType and is_dataclass(kind)


def _is_sequence(origin: Any) -> bool:
    return isinstance(origin, type) and issubclass(origin, Sequence) and origin is not str


def words_of(command: Callable[..., Any]) -> dict[str, str]:
    """Return the help of each option of a command; its annotations carry it.

    Options that commands share are the fields of a dataclass among them.
    """
    found: dict[str, str] = {}
    for name, kind in get_type_hints(command, include_extras=True).items():
        for part in (kind, *get_args(kind)):
            if isinstance(part, type) and is_dataclass(part):
                found |= words_of(part)
        helps = [m.help for m in getattr(kind, "__metadata__", ()) if getattr(m, "help", None)]
        if helps:
            found[name] = helps[-1]
    return found
