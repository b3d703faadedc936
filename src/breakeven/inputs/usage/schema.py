"""Which columns of a JSON file are read, and as what: those of its format and nothing else.

A field that no format asks for, such as a prompt, is skipped by the reader.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

DEPTH = 8
TEXT = "VARCHAR"


def keys_in(rows: Iterable[Mapping[str, Any]], *, depth: int = DEPTH) -> set[str]:
    """Return the dotted paths of all keys in some rows, through lists and JSON in texts.

    >>> sorted(keys_in([{"a": {"b": 1}, "c": [{"d": 2}]}]))
    ['a', 'a.b', 'c', 'c.d']
    """
    return {path for row in rows for path in _keys(row, "", depth)}


def _keys(value: object, prefix: str, depth: int) -> Iterator[str]:
    if isinstance(value, list):
        for one in value[:50]:
            yield from _keys(one, prefix, depth)
    elif isinstance(value, str) and value.startswith("{"):
        with suppress(ValueError, RecursionError):
            yield from _keys(json.loads(value), prefix, depth)
    elif isinstance(value, dict) and depth:
        for key, inner in value.items():
            path = f"{prefix}.{key}" if prefix else str(key)
            yield path
            yield from _keys(inner, path, depth - 1)


def shape_of(keys: Iterable[str], nest: Sequence[str]) -> tuple[str, ...]:
    """Return the lists that a log is really nested in: all of `nest`, or only the inner ones."""
    known = set(keys)
    for start in range(len(nest)):
        if ".".join(nest[start:]) in known:
            return tuple(nest[start:])
    return ()


def columns_of(
    paths: Sequence[str],
    *,
    nest: Sequence[str],
    types: Mapping[str, str],
    rows: Sequence[Mapping[str, Any]],
) -> dict[str, str]:
    """Return the name and DuckDB type of each column that some paths need.

    `nest` are the lists around a record, `types` what is not text, `rows` some of the file.
    """
    tree = _level(paths, nest, types, _beneath(rows, nest))
    return {name: _type(node) for name, node in tree.items()} or {"": TEXT}


def _level(
    paths: Sequence[str],
    nest: Sequence[str],
    types: Mapping[str, str],
    samples: Sequence[list[Any]],
) -> dict[str, Any]:
    """Return the fields of one level as a tree whose leaves are types."""
    tree: dict[str, Any] = {}
    for path in paths:
        _plant(tree, path, types.get(path, TEXT), samples[0])
    if nest:
        inner = _level(paths, nest[1:], types, samples[1:])
        *outer, last = nest[0].split(".")
        node = tree
        for name in outer:
            node = _branch(node, name)
        node[_same(node, last)] = [inner]
    return tree


def _plant(tree: dict[str, Any], path: str, kind: str, rows: Sequence[Any]) -> None:
    """Put a path into the tree: as one name where rows have it so, else as nested ones."""
    keys = {key for row in rows if isinstance(row, dict) for key in row}
    *parts, last = path.split(".")
    if not parts or any(key.startswith(f"{path.split('.')[0]}.") for key in keys):
        _leaf(tree, path, kind)
        return
    texts = {k for row in rows if isinstance(row, dict) for k, v in row.items() if _texty(v)}
    if parts[0] in texts:
        _leaf(tree, parts[0], TEXT)  # JSON inside a text
        return
    inside = [row[parts[0]] for row in rows if isinstance(row, dict) and parts[0] in row]
    if not isinstance(tree.get(_same(tree, parts[0]), {}), str | list):
        _plant(_branch(tree, parts[0]), ".".join([*parts[1:], last]), kind, inside)


def _texty(value: object) -> bool:
    return isinstance(value, str)


def _leaf(tree: dict[str, Any], name: str, kind: str) -> None:
    """Add a leaf; what is nested stays so, as a name stands for one thing only."""
    if _same(tree, name) not in tree:
        tree[name] = kind


def _branch(tree: dict[str, Any], name: str) -> dict[str, Any]:
    name = _same(tree, name)
    if not isinstance(tree.get(name), dict):
        tree[name] = {}
    branch: dict[str, Any] = tree[name]
    return branch


def _same(tree: Mapping[str, Any], name: str) -> str:
    """Return the name that a database would take for the same."""
    return next((known for known in tree if known.lower() == name.lower()), name)


def _beneath(rows: Sequence[Any], nest: Sequence[str]) -> list[list[Any]]:
    """Return the sample's records of each level, the outermost first."""
    levels = [list(rows)]
    for step in nest:
        levels.append([one for row in levels[-1] for one in _list_at(row, step.split("."))])
    return levels


def _list_at(value: Any, names: Sequence[str]) -> list[Any]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


def _type(node: Any) -> str:
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return f"{_type(node[0])}[]"
    fields = ", ".join(f"{_quoted(name)} {_type(inner)}" for name, inner in node.items())
    return f"STRUCT({fields})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
