"""A question as a scenario file, so that an answer can be asked again."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from breakeven.domain.scenario import Scenario


def scenario_toml(scenario: Scenario) -> str:
    """Return the TOML of a question; what is as where nothing is said is left out.

    >>> print(scenario_toml(Scenario(name="chat")), end="")
    name = "chat"
    """
    return "\n".join(_table(scenario, ())) + "\n"


def _table(part: Any, path: tuple[str, ...]) -> Iterator[str]:
    """Yield a dataclass's values, then its tables."""
    said = {f.name: getattr(part, f.name) for f in fields(part) if _is_said(part, f)}
    plain = {k: v for k, v in said.items() if not _is_table(v)}
    yield from (f"{_key(k)} = {_value(v)}" for k, v in plain.items())
    for key, value in said.items():
        if key not in plain:
            yield from _tables(value, (*path, key))


def _tables(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    """Yield a table with its head, or an array of tables."""
    name = ".".join(_key(k) for k in path)
    if isinstance(value, tuple):
        for one in value:
            yield from ("", f"[[{name}]]", *_table(one, path))
    elif isinstance(value, Mapping):
        yield from ("", f"[{name}]", *(f"{_key(k)} = {_value(v)}" for k, v in value.items()))
    else:
        body = list(_table(value, path))
        if body:
            yield from ("", f"[{name}]", *body)


def _is_said(part: Any, field: Any) -> bool:
    """Whether a value differs from what stands where nothing is said."""
    value = getattr(part, field.name)
    if value is None:
        return False
    if field.default is not MISSING:
        return bool(value != field.default)
    if field.default_factory is not MISSING:
        return bool(value != field.default_factory())
    return True


def _is_table(value: Any) -> bool:
    listed = isinstance(value, tuple) and bool(value) and is_dataclass(value[0])
    return listed or is_dataclass(value) or isinstance(value, Mapping)


def _key(name: str) -> str:
    bare = name.replace("_", "").replace("-", "")
    return name if bare.isascii() and bare.isalnum() else _text(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, tuple | list):
        return f"[{', '.join(_value(v) for v in value)}]"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def _text(value: str) -> str:
    """Return a basic string of TOML, whose escapes are those of JSON and one more."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
