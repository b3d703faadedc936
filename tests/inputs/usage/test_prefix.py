"""JSON cut at any byte still says how it begins."""

import json

import pytest

from breakeven.inputs.usage.prefix import beginning

WHOLE = {"a": [1, {"b": 'x"}]{', "c": [True, None]}], "d": {"e": "f,g"}}


@pytest.mark.parametrize("indent", [None, 2])
def test_every_cut(indent: int | None) -> None:
    text = json.dumps(WHOLE, indent=indent)
    for cut in range(len(text)):
        found = beginning(text[:cut])
        assert found is None or isinstance(found, dict)
        assert set(found or {}) <= set(WHOLE)
    assert beginning(text) == WHOLE
    assert beginning(text[: text.index('"d"')]) == {"a": WHOLE["a"]}


@pytest.mark.parametrize("text", ["", "{", "[", "{]", '{"a'])
def test_what_has_no_beginning(text: str) -> None:
    assert beginning(text) in (None, {}, [])
