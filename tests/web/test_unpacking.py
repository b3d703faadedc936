import gzip
import io
from pathlib import Path

import pytest

from breakeven.domain.errors import InputError
from breakeven.web.errors import TooLarge
from breakeven.web.unpacking import unpacked

TEXT = b"time,input,output\n" + b"2026-05-01T10:00Z,900,120\n" * 200_000


@pytest.mark.parametrize(
    "sent",
    [
        TEXT,
        gzip.compress(TEXT, mtime=0),
        gzip.compress(TEXT[:99], mtime=0) + gzip.compress(TEXT[99:], mtime=0),
    ],
    ids=["plain", "gzip", "two members"],
)
def test_a_log_is_unpacked(tmp_path: Path, sent: bytes) -> None:
    path = unpacked(io.BytesIO(sent), str(tmp_path), most_bytes=len(TEXT))
    assert path.read_bytes() == TEXT


def test_a_bomb_is_refused_before_it_swells(tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 9, mtime=0)
    assert len(bomb) < 300_000
    with pytest.raises(TooLarge, match="once decompressed"):
        unpacked(io.BytesIO(bomb), str(tmp_path), most_bytes=3_000_000)
    assert sum(f.stat().st_size for f in tmp_path.iterdir()) <= 3_000_000


@pytest.mark.parametrize(
    "sent", [gzip.compress(TEXT, mtime=0)[:-9], b"\x1f\x8bnonsense and more of it"]
)
def test_a_broken_gzip_is_refused(tmp_path: Path, sent: bytes) -> None:
    with pytest.raises(InputError, match=r"gzip|decompress"):
        unpacked(io.BytesIO(sent), str(tmp_path), most_bytes=len(TEXT))
