"""Zips: the logs in them by name, and no more than was to be expected."""

import zipfile
from pathlib import Path

import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.usage import archives, read_usage
from breakeven.inputs.usage.choosing import named
from breakeven.inputs.usage.examples import calls

from .conftest import Write, counts


def zipped(path: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_csv", ".csv"), content)
    return path


def test_deepseeks_zip_is_read_as_its_csv_is(tmp_path: Path, write: Write) -> None:
    text = named("deepseek").example(calls())
    path = zipped(
        tmp_path / "usage.zip", **{"amount-2026-05_csv": text, "cost-2026-05_csv": "a,b\n1,2\n"}
    )
    found = read_usage(path).summary()
    assert found.format == "deepseek"
    assert found.rows == text.count("\n") - 1
    assert counts(path) == counts(write("amount.csv", text))


def test_a_member_cannot_be_written_elsewhere(tmp_path: Path) -> None:
    text = named("deepseek").example(calls())
    path = zipped(tmp_path / "a.zip", **{"..__..__amount-1_csv": text})
    inside = tmp_path / "inside"
    inside.mkdir()
    assert [(p.parent, p.name) for p, _ in archives.unzipped(path, inside, name="a.zip")] == [
        (inside, "0-amount-1.csv")
    ]


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "SMALL", 100_000)
    path = zipped(tmp_path / "bomb.zip", amount_csv=b"0" * 3_000_000)
    assert path.stat().st_size * archives.MOST_RATIO < 3_000_000
    with pytest.raises(InputError, match="far larger than its zip"):
        read_usage(path)


def test_zips_that_hold_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no logs"):
        read_usage(zipped(tmp_path / "a.zip", readme="hello"))
    whole = zipped(tmp_path / "b.zip", amount_csv="a,b\n" * 1_000).read_bytes()
    (tmp_path / "c.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="damaged"):
        read_usage(tmp_path / "c.zip")


def test_where_a_row_of_a_zip_is_refused(tmp_path: Path) -> None:
    text = "created_at,prompt_tokens,completion_tokens\n2026-05-01,1,1\n2026-05-01,-1,1\n"
    path = zipped(tmp_path / "a.zip", log_csv=text)
    [refused] = read_usage(path).rejected
    assert refused.places == (f"{path}/log.csv:3",)
