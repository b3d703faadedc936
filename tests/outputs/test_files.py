import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from breakeven.domain.errors import InputError
from breakeven.outputs.files import json_text, write_bytes, write_text


def test_writes_and_replaces(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    write_text(file, "one")
    write_text(file, "zwei ä")
    assert file.read_text(encoding="utf-8") == "zwei ä"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_keeps_the_permissions_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("")
    file.chmod(0o640)
    write_text(file, "x")
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_new_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("")
    assert write_text(tmp_path / "a", "x").stat().st_mode == plain.stat().st_mode


def test_follows_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "a.txt", tmp_path / "link"
    file.write_text("old")
    link.symlink_to(file)
    write_text(link, "new")
    assert link.is_symlink()
    assert file.read_text() == "new"


def test_refuses_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        write_text(tmp_path, "x")


def test_refuses_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no folder"):
        write_text(tmp_path / "no" / "a.txt", "x")


def test_failing_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match="No space left"):
        write_bytes(tmp_path / "a", b"x")
    assert not list(tmp_path.iterdir())


def test_json_keeps_floats_in_full_and_has_no_nan() -> None:
    value = {"x": 0.1 + 0.2, "n": float("nan"), "a": np.arange(2), "d": date(2026, 1, 2), "t": (1,)}
    assert json.loads(json_text(value)) == {
        "x": 0.1 + 0.2,
        "n": None,
        "a": [0, 1],
        "d": "2026-01-02",
        "t": [1],
    }


def test_json_of_numpy_scalars() -> None:
    value = [np.float64(1.5), np.int64(2), np.bool_(True)]
    assert json_text(value, indent=None) == "[1.5, 2, true]"
