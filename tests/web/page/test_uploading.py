"""A dropped log is read and forgotten."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from anyio import run

from breakeven.domain.errors import InputError
from breakeven.web.errors import TooLarge
from breakeven.web.page import uploading
from breakeven.web.page.logs import Shelf
from breakeven.web.page.uploading import receive

HEAD = "timestamp,input_tokens,output_tokens\n"
ROWS = "".join(
    f"2026-05-0{d}T{h:02}:00:00Z,{900 + h},{100 + d}\n" for d in (1, 2, 3) for h in range(24)
)
LOG = (HEAD + ROWS).encode()


def drop(content: bytes, *, name: str, shelf: Shelf) -> str:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 500):
            yield content[start : start + 500]

    async def received() -> str:
        return await receive(chunks(), name=name, shelf=shelf, most_unpacked_bytes=100_000)

    return run(received)


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(uploading, "IN_MEMORY", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content"),
    [("requests.csv", LOG), ("../../etc/REQUESTS.CSV.GZ", gzip.compress(LOG, mtime=0))],
)
def test_what_stays_is_the_traffic_alone(name: str, content: bytes, memory: Path) -> None:
    pytest.importorskip("ibis")
    shelf = Shelf()
    kept = shelf.get(drop(content, name=name, shelf=shelf))
    assert kept.requests == 72
    assert kept.workload.output_tokens.mean == pytest.approx(102)
    assert "/" not in kept.name
    assert not list(memory.iterdir())


def test_what_cannot_be_read_is_refused_and_no_path_is_told(memory: Path) -> None:
    pytest.importorskip("ibis")
    with pytest.raises(InputError) as caught:
        drop(b"not,a,log\n1,2,3\n", name="x.csv", shelf=Shelf())
    assert str(memory) not in str(caught.value)
    assert not list(memory.iterdir())


def test_what_swells_too_much_is_refused(memory: Path) -> None:
    bomb = gzip.compress(HEAD.encode() + b"2026-05-01T00:00:00Z,1,1\n" * 100_000, mtime=0)
    with pytest.raises(TooLarge, match="once decompressed"):
        drop(bomb, name="x.csv.gz", shelf=Shelf())
    assert not list(memory.iterdir())


def test_an_empty_log_is_refused() -> None:
    with pytest.raises(InputError, match="empty"):
        drop(b"", name="x.csv", shelf=Shelf())
