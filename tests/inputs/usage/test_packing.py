"""Compressed logs, whole and cut."""

import gzip
import json
from pathlib import Path

import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.usage import read_usage
from breakeven.inputs.usage.packing import plain_size

from .conftest import Write, counts

pyarrow = pytest.importorskip("pyarrow")
TEXT = "time,input_tokens,output_tokens\n" + "".join(
    f"{1777629600 + i},{i * 7919 % 9973},{i}\n" for i in range(2_000)
)


def zstd(path: Path, text: str) -> Path:
    with pyarrow.CompressedOutputStream(str(path), "zstd") as stream:
        stream.write(text.encode())
    return path


def test_zstd_says_the_same(tmp_path: Path, write: Write) -> None:
    plain = counts(write("a.csv", TEXT))
    assert counts(zstd(tmp_path / "a.csv.zst", TEXT)) == plain
    bad = zstd(tmp_path / "b.zst", TEXT + "x,1,1\n")
    [refused] = read_usage(bad).rejected
    assert refused.places[0].endswith("b.zst:2002")


def test_what_is_cut_says_so(tmp_path: Path) -> None:
    path = zstd(tmp_path / "a.csv.zst", TEXT)
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(InputError, match="zstd stream is damaged or ends early"):
        read_usage(path)


@pytest.mark.parametrize("packed", [False, True])
def test_a_document_larger_than_what_is_looked_at(write: Write, packed: bool) -> None:
    result = {"input_tokens": 10, "output_tokens": 1, "num_model_requests": 1, "note": "x" * 200}
    data = [{"start_time": 1777629600 + 60 * n, "end_time": 1777629660 + 60 * n,
             "results": [result]} for n in range(60_000)]  # fmt: skip
    text = json.dumps({"object": "page", "data": data})
    assert len(text) > 16 * 1024 * 1024
    content = gzip.compress(text.encode(), 1, mtime=0) if packed else text.encode()
    path = write("a.json", content)
    assert plain_size(path, "gzip" if packed else "none") == len(text)
    assert counts(path) == (60_000, 600_000, None, None, 60_000)
