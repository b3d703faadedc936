"""Small files that are damaged as a whole: cut, packed, recoded, their headers changed."""

import gzip
from collections.abc import Callable
from random import Random

from tools.fuzz.mutations import damaged
from tools.fuzz.records import Target

LINE_ENDS = (b"\r\n", b"\r", b"\n\n", b"\n \n", b"")
DELIMITERS = (b";", b"\t", b"|", b", ")
CODINGS = ("utf-16", "utf-32", "cp037")


def _cut(raw: bytes, source: Random) -> bytes:
    return raw[: source.randrange(len(raw) + 1)]


def _recoded(raw: bytes, source: Random) -> bytes:
    return raw.decode("utf-8", "replace").encode(source.choice(CODINGS), "replace")


def _listed(raw: bytes, source: Random) -> bytes:
    return b"[" + raw.replace(b"\n", b",\n") + source.choice((b"]", b"{}]", b""))


DAMAGES: tuple[Callable[[bytes, Random], bytes], ...] = (
    _cut,
    _recoded,
    _listed,
    lambda raw, _: b"\xef\xbb\xbf" + raw,
    lambda raw, source: raw.replace(b"\n", source.choice(LINE_ENDS)),
    lambda raw, source: raw.replace(b",", source.choice(DELIMITERS)),
    lambda raw, _: raw.partition(b"\n")[2],
    lambda raw, source: raw + _cut(raw, source),
    *[lambda raw, source: damaged(raw, source, most=12)] * 4,
)
PACKED: tuple[Callable[[bytes, Random], bytes], ...] = (
    lambda raw, _: raw,
    _cut,
    lambda raw, source: damaged(raw, source, most=4),
)


def whole_file(target: Target, source: Random) -> bytes:
    """Return a file of a few good and damaged records, damaged once or twice more."""
    records = [target.good.replace(b"{id}", b"%d" % n) for n in range(source.randint(0, 8))]
    records += [target.bad(source) for _ in range(source.randint(0, 8))]
    source.shuffle(records)
    header = target.header
    if header and source.randrange(3) == 0:
        header = damaged(header, source, most=4)
    raw = header + b"".join(records)
    for _ in range(source.randint(1, 2)):
        raw = source.choice(DAMAGES)(raw, source)
    if source.randrange(4) == 0:
        raw = source.choice(PACKED)(gzip.compress(raw, mtime=0), source)
    return raw
