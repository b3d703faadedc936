from pathlib import Path

import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.text import read_text


def test_reads_utf_8_with_or_without_mark(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes("\ufeffGröße".encode())
    assert read_text(tmp_path / "a") == "Größe"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"PK\x03\x04\0\0", "is a binary file"),
        (b"ok\n\xff\xfe", "is not UTF-8"),
    ],
)
def test_says_what_is_wrong(tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "facts.toml"
    path.write_bytes(raw)
    with pytest.raises(InputError, match=said) as caught:
        read_text(path)
    assert caught.value.where.startswith(str(path))


def test_names_the_line_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_bytes(b"a\nb\n\xff")
    with pytest.raises(InputError) as caught:
        read_text(path)
    assert caught.value.where == f"{path}:3"


def test_missing_file_and_directory(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_text(tmp_path / "none")
    with pytest.raises(InputError, match="directory"):
        read_text(tmp_path)
