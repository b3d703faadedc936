import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakeven.domain.errors import InputError
from breakeven.inputs.evaluations import reading
from breakeven.inputs.evaluations.reading import read_evaluations


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("[1, 2]", "an object was expected, found a list"),
        ('{"SECRET": 1', "is not JSON"),
        ('{"SECRET": 1}', "no result of a known evaluator"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_result(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_evaluations(path)
    assert "SECRET" not in str(caught.value)


def test_no_file_a_folder_and_a_binary(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_evaluations(tmp_path / "none.json")
    with pytest.raises(InputError, match="directory"):
        read_evaluations(tmp_path)
    (tmp_path / "b.json").write_bytes(b"\0\1")
    with pytest.raises(InputError, match="binary"):
        read_evaluations(tmp_path / "b.json")


def test_a_huge_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 5)
    (tmp_path / "x.json").write_text('{"a": 1}', "utf-8")
    with pytest.raises(InputError, match="more than 5"):
        read_evaluations(tmp_path / "x.json")


LEAVES = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=3)
VALUES = st.recursive(LEAVES, lambda v: st.lists(v, max_size=3), max_leaves=4)
NAMES = st.sampled_from(
    [
        "results",
        "eval",
        "model",
        "task",
        "stats",
        "versions",
        "scores",
        "metrics",
        "accuracy",
        "value",
        "status",
        "prompts",
        "provider",
        "success",
        "successes",
        "config",
        "acc,none",
    ]
)
TREES = st.recursive(
    VALUES, lambda v: st.dictionaries(NAMES, v, max_size=5) | st.lists(v, max_size=2), max_leaves=20
)


@given(st.dictionaries(NAMES, TREES, max_size=6))
@settings(max_examples=150)
def test_whatever_a_file_says_it_is_read_or_refused(data: dict[str, object]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.json"
        path.write_text(json.dumps(data), "utf-8")
        try:
            found = read_evaluations(path)
        except InputError:
            return
        assert all(0 <= e.success_share <= 1 and e.samples > 0 for e in found)
