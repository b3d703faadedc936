"""Small damages to values, to JSON, and to bytes."""

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

SECRET = "ZXSECRETZX"  # noqa: S105 - it opens nothing
"""What stands in prompts and responses, and must appear nowhere else."""
NUMBERS = (
    "", " ", "0", "-0", "-1", "1.5", "1e3", "1e15", "1e16", "1e308", "1e400", "-1e400", "nan",
    "inf", "-inf", "infinity", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "18446744073709551616", "0x10", "0b1", "1_000", "1,5", "1 000", "+7", "007", ".5", "5.", "e5",
    "١٢", "½", "∞", "true", "False", "null", "None", "NaN%", "1e", "--1", "9" * 400, "1" + "0" * 38,
)  # fmt: skip
TIMES = (
    "", "now", "today", "epoch", "infinity", "-infinity", "2026-02-30", "2026-13-01", "0000-00-00",
    "0001-01-01", "9999-12-31", "10000-01-01", "290000-01-01", "2026-05-01T25:00:00Z",
    "2026-05-01T10:00:00+99:99", "2026-05-01T10:00:00.123456789Z", "2026-05-01 10:00:00 Mars/Base",
    "2026-05-01T10:00:60Z", "05/01/2026", "1777629600", "1777629600000", "1777629600000000",
    "1777629600000000000", "-1", "1e18", "1e300", "2026-05-01T10:00:00 BC", "2026-W18-5",
    "20260501", "1969-12-31T23:59:59Z", "2200-01-02", "24:00", "2026-05-01T10", "\u200b2026-05-01",
)  # fmt: skip
TEXTS = (
    "", " ", "\ufeff", "\u202e", "é", "🙂" * 20, "a" * 5_000, "'; DROP TABLE x; --", "{}", "[]",
    "{", '{"a":', "null", "%s%n", "../../etc/passwd", "=1+1", "\\", '\\"', "\t", "\x1b[31m", "|",
    ";",
)  # fmt: skip
OTHER: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**63, -(2**63) - 1, 10**40, 1.5, 1e308, [], {}, [[]], [{}], {"": ""},
    [None], "", "x", "1", {"tokens": 1}, [1, "a", None],
)  # fmt: skip


def value(text: str, source: Random) -> str:
    """Return another text in the place of one."""
    kind = source.randrange(6)
    if kind == 0:
        return source.choice(NUMBERS)
    if kind == 1:
        return source.choice(TIMES)
    if kind == 2:
        return source.choice(TEXTS)
    if kind == 3 and text:
        at = source.randrange(len(text))
        return text[:at] + source.choice(" 09-.e\x7féΩ") + text[at:]
    if kind == 4 and text:
        at = source.randrange(len(text))
        return text[:at] + text[at + source.randint(1, 3) :]
    return str(source.choice((-1, 1)) * source.getrandbits(source.choice((1, 8, 31, 63, 70))))


def tree(record: Any, source: Random, protected: Callable[[str], bool]) -> Any:
    """Return JSON of which one or a few nodes are others; `protected` keys stay as they are."""
    for _ in range(source.choice((1, 1, 1, 2, 4))):
        places = list(_places(record, protected))
        if not places:
            return record
        holder, key = source.choice(places)
        _change(holder, key, source)
    return record


def _places(node: Any, protected: Callable[[str], bool]) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    if isinstance(node, dict):
        for key, inner in node.items():
            if not protected(str(key)):
                found += [(node, key), *_places(inner, protected)]
    elif isinstance(node, list):
        for at, inner in enumerate(node):
            found += [(node, at), *_places(inner, protected)]
    return found


def _change(holder: Any, key: Any, source: Random) -> None:
    old, kind = holder[key], source.randrange(8)
    if kind == 0:
        del holder[key]
    elif kind == 1:
        holder[key] = deepcopy(source.choice(OTHER))
    elif kind == 2:
        holder[key] = json.dumps(old)
    elif kind == 3:
        holder[key] = [old] * source.randint(0, 3)
    elif kind == 4 and isinstance(holder, dict) and isinstance(key, str):
        holder[source.choice((key.upper(), key + ".x", f" {key}", key + key))] = holder.pop(key)
    elif kind == 5:
        nested: Any = old
        for _ in range(source.choice((1, 20, 90))):
            nested = {"a": nested}
        holder[key] = nested
    elif isinstance(old, int | float) and not isinstance(old, bool):
        holder[key] = source.choice(
            (old + 1, -old, old * 1e20, str(old), value(str(old), source), 2**64, 0.1 + old)
        )
    else:
        holder[key] = value(str(old), source)


def damaged(raw: bytes, source: Random, *, most: int, keep: bytes = b"") -> bytes:
    """Return bytes with a few damages, none of which adds or takes one of the bytes to `keep`."""
    data = bytearray(raw)
    for _ in range(source.randint(1, most)):
        at = source.randrange(len(data) + 1)
        gone = data[at : at + source.choice((0, 1, 1, 2, 8))]
        put = source.randbytes(source.choice((0, 1, 1, 2, 4)))
        if not any(byte in keep for byte in gone + put):
            data[at : at + len(gone)] = put
    return bytes(data)
