"""JSON that ends in the middle: what its beginning says."""

import json
from typing import Any

CLOSERS = {"{": "}", "[": "]"}


def beginning(text: str) -> Any:
    """Return the value at the start of a text that may be cut anywhere; None where there is none.

    What was not complete at the cut is left out.

    >>> beginning('{"a": [1, 2, {"b": 3}, {"c"')
    {'a': [1, 2, {'b': 3}]}
    """
    try:
        value, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return _mended(text)
    return value


def _mended(text: str) -> Any:
    """Cut a text at the last place where a value ended, and close what is open there."""
    for at, closers in reversed(_ends(text)):
        try:
            return json.loads(text[:at] + closers)
        except (ValueError, RecursionError):
            continue
    return None


def _ends(text: str, *, most: int = 200) -> list[tuple[int, str]]:
    """Return the last places after which a list or an object could end, and what closes them."""
    open_: list[str] = []
    found: list[tuple[int, str]] = []
    quoted = escaped = False
    for at, char in enumerate(text):
        if quoted:
            quoted = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            quoted = True
        elif char in CLOSERS:
            open_.append(CLOSERS[char])
        elif char in "}]" or char == ",":
            if char != "," and (not open_ or open_.pop() != char):
                break
            end = at if char == "," else at + 1
            found.append((end, "".join(reversed(open_))))
            if len(found) > 2 * most:
                del found[:most]
    return found
