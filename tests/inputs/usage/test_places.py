"""Files, patterns and folders."""

from pathlib import Path

import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.usage.places import files_of, is_log

from .conftest import Write


@pytest.fixture
def folder(tmp_path: Path, write: Write) -> Path:
    (tmp_path / "day=02").mkdir()
    (tmp_path / "day=01").mkdir()
    for name in ("day=02/b.jsonl.gz", "day=01/a.jsonl", "day=01/_SUCCESS", ".hidden.csv", "x.md"):
        write(name, "x")
    return tmp_path


def test_a_folder_holds_what_is_called_like_a_log(folder: Path) -> None:
    found = [p.relative_to(folder).as_posix() for p in files_of([folder])]
    assert found == ["day=01/a.jsonl", "day=02/b.jsonl.gz"]


def test_patterns(folder: Path) -> None:
    assert [p.name for p in files_of([f"{folder}/*/*.jsonl*"])] == ["a.jsonl", "b.jsonl.gz"]
    assert [p.name for p in files_of([f"{folder}/**/*.jsonl"])] == ["a.jsonl"]
    assert [p.name for p in files_of([f"{folder}/day*"])] == ["a.jsonl", "b.jsonl.gz"]
    with pytest.raises(InputError, match="no file fits this pattern"):
        files_of([f"{folder}/*.parquet"])


def test_a_name_with_wildcards_in_it_is_a_file_first(write: Write) -> None:
    path = write("a[1]*.csv", "x")
    assert files_of([path]) == [path]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.csv", True), ("a.JSON.GZ", True), ("a.csv.zst", True), ("a.gz", False), ("a", False),
     ("_a.csv", False), ("a.toml", False)],
)  # fmt: skip
def test_names_of_logs(name: str, expected: bool) -> None:
    assert is_log(Path(name)) is expected
