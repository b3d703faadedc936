"""Reads of mutated logs, and what is wrong with them."""

import faulthandler
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from breakeven.domain.errors import BreakevenError
from breakeven.inputs.usage import UsageLog, read_usage
from breakeven.inputs.usage.choosing import choose
from breakeven.inputs.usage.files import look
from breakeven.inputs.usage.normal import LATEST, MOST
from breakeven.inputs.usage.tables import columns_of_rows
from tools.fuzz.mutations import SECRET
from tools.fuzz.records import Target

LEADING, EVERY = 50, 100
"""Good records at the start, which show the file's shape, and one more after so many bad ones."""
HANG_S = 900
BATCHES_OF_ONE_ROW = ("litellm", "raw")
"""Formats of which every record is one row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Damaged records among good ones."""

    target: Target
    bad: Sequence[bytes]

    @property
    def controls(self) -> int:
        """How many good records there are."""
        return LEADING + len(self.bad) // EVERY

    def text(self) -> bytes:
        """Return the file."""
        numbers = iter(range(self.controls))
        lines = [self.target.header, *(self._good(next(numbers)) for _ in range(LEADING))]
        for at, record in enumerate(self.bad, 1):
            lines.append(record)
            if at % EVERY == 0:
                lines.append(self._good(next(numbers)))
        return b"".join(lines)

    def _good(self, number: int) -> bytes:
        return self.target.good.replace(b"{id}", b"control-%d" % number)


def judged(batch: Batch, path: Path) -> str:
    """Return what is wrong with how a batch is read: nothing where all is well."""
    path.write_bytes(batch.text())
    faulthandler.dump_traceback_later(HANG_S, exit=True)
    try:
        log = read_usage(path, format=batch.target.format)
        found = log.summary().to_dict()
        wrong = _counted(batch, found) or _kept(log)
        told = json.dumps(found, allow_nan=False) + _workload(log)
    except BreakevenError as error:
        return f"the whole file was refused: {error}"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        return f"{type(error).__name__}: {error}"
    finally:
        faulthandler.cancel_dump_traceback_later()
    return wrong or ("contents were told" if SECRET in told else "")


def _counted(batch: Batch, found: dict[str, Any]) -> str:
    """Return whether good records were lost, or records are not accounted for."""
    n = batch.controls
    control = found["models"].get("control", {})
    told = tuple(control.get(k) for k in ("requests", "input_tokens", "output_tokens"))
    if told != (n, n * 1000, n * 10):
        return f"of {n} good records {told} requests, input and output tokens were kept"
    if batch.target.format in BATCHES_OF_ONE_ROW and found["rows"] != n + len(batch.bad):
        return f"{n + len(batch.bad)} records are told as {found['rows']} rows"
    rejected = sum(r["rows"] for r in found["rejected"])
    if rejected != found["rejected_rows"]:
        return f"{found['rejected_rows']} refused rows, of which {rejected} have a reason"
    nowhere = [r["reason"] for r in found["rejected"] if not r["places"]]
    return f"no place is told for: {nowhere}" if nowhere else ""


def _kept(log: UsageLog) -> str:
    """Return which of the kept rows holds an impossible number: each is looked at."""
    names = ("time", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens",
             "requests", "latency_ms", "ttft_ms", "cost_usd", "bucket_seconds")  # fmt: skip
    rows = columns_of_rows(log.connection, log.events.select(*names))
    held = np.nan_to_num(rows["cached_input_tokens"]) + np.nan_to_num(rows["cache_write_tokens"])
    wrong = {
        "a time": (rows["time"] < 0) | (rows["time"] > LATEST),
        "more cached than input tokens": held > rows["input_tokens"],
        "a bucket": rows["bucket_seconds"] < 0,
        **{
            name: (rows[name] < 0) | (rows[name] > MOST)
            for name in names[1:]
            if name not in ("cost_usd", "bucket_seconds")
        },
        "cost_usd": np.isinf(rows["cost_usd"]),
    }
    bad = [name for name, which in wrong.items() if which.any()]
    return f"kept rows hold impossible numbers: {', '.join(bad)}" if bad else ""


def _workload(log: UsageLog) -> str:
    try:
        return repr(log.workload())
    except BreakevenError as error:
        return str(error)


def read_whole(raw: bytes, target: Target, path: Path) -> str:
    """Return what is wrong with how any file is read: it may be refused, and never more."""
    path.write_bytes(raw)
    faulthandler.dump_traceback_later(HANG_S, exit=True)
    try:
        log = read_usage(path)
        found = log.summary().to_dict()
        told = json.dumps(found["rejected"], allow_nan=False)
        json.dumps(found, allow_nan=False)
        wrong = _kept(log)
        _workload(log)
    except BreakevenError as error:
        told, wrong = str(error), ""
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        return f"{type(error).__name__}: {error}"
    finally:
        faulthandler.cancel_dump_traceback_later()
    return wrong or ("contents were told" if SECRET in told else "")


def recognised(raw: bytes, path: Path) -> str:
    """Return what is wrong with how a file is recognised, before anything of it is read."""
    path.write_bytes(raw)
    try:
        file = look(path)
        if file.kind != "parquet":
            choose(file.columns, file.sample, name="auto", column_map=None, where=file.name)
    except BreakevenError as error:
        return "contents were told" if SECRET in str(error) else ""
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        return f"{type(error).__name__}: {error}"
    return ""


def smallest(batch: Batch, path: Path) -> Batch:
    """Return a part of a batch that is still read wrongly, halved as long as a half is."""
    while len(batch.bad) > 1:
        middle = len(batch.bad) // 2
        halves = [Batch(target=batch.target, bad=b) for b in (batch.bad[:middle], batch.bad[middle:])]
        worse = next((half for half in halves if judged(half, path)), None)
        if worse is None:
            return batch
        batch = worse
    return batch


def whole_file(target: Target, source: Random) -> bytes:
    """Return a small file that is damaged as a whole: cut, packed, recoded, its header changed."""
    import gzip

    from tools.fuzz.mutations import damaged

    records = [target.good.replace(b"{id}", b"%d" % n) for n in range(source.randint(0, 8))]
    records += [target.bad(source) for _ in range(source.randint(0, 8))]
    source.shuffle(records)
    header = target.header
    if header and source.randrange(3) == 0:
        header = damaged(header, source, most=4)
    raw = header + b"".join(records)
    for _ in range(source.randint(1, 2)):
        kind = source.randrange(12)
        if kind == 0:
            raw = raw[: source.randrange(len(raw) + 1)]
        elif kind == 1:
            raw = b"\xef\xbb\xbf" + raw
        elif kind == 2:
            raw = raw.decode("utf-8", "replace").encode(source.choice(("utf-16", "utf-32", "cp037")), "replace")
        elif kind == 3:
            raw = raw.replace(b"\n", source.choice((b"\r\n", b"\r", b"\n\n", b"\n \n", b"")))
        elif kind == 4:
            raw = raw.replace(b",", source.choice((b";", b"\t", b"|", b", ")))
        elif kind == 5:
            raw = raw[len(header) :]
        elif kind == 6:
            raw = b"[" + raw.replace(b"\n", b",\n") + source.choice((b"]", b"{}]", b""))
        elif kind == 7:
            raw += raw[: source.randrange(len(raw) + 1)]
        else:
            raw = damaged(raw, source, most=12)
    if source.randrange(4) == 0:
        raw = gzip.compress(raw, mtime=0)
        kind = source.randrange(3)
        if kind == 1:
            raw = raw[: source.randrange(len(raw) + 1)]
        elif kind == 2:
            raw = damaged(raw, source, most=4)
    return raw
