"""Reads of mutated logs, and what is wrong with them."""

import faulthandler
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
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
STDERR = 2
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
    faulthandler.dump_traceback_later(HANG_S, exit=True, file=STDERR)
    try:
        log = read_usage(path, format=batch.target.format)
        found = log.summary().to_dict()
        wrong = _counted(batch, found) or _kept(log)
        told = json.dumps(found, allow_nan=False) + _workload(log)
    except BreakevenError as error:
        return f"the whole file was refused: {error}"
    except Exception as error:  # whatever it is, it is a finding
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


def read_whole(raw: bytes, path: Path) -> str:
    """Return what is wrong with how any file is read: it may be refused, and never more."""
    path.write_bytes(raw)
    faulthandler.dump_traceback_later(HANG_S, exit=True, file=STDERR)
    try:
        log = read_usage(path)
        found = log.summary().to_dict()
        told = json.dumps(found["rejected"], allow_nan=False)
        json.dumps(found, allow_nan=False)
        wrong = _kept(log)
        _workload(log)
    except BreakevenError as error:
        told, wrong = str(error), ""
    except Exception as error:  # whatever it is, it is a finding
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
    except Exception as error:  # whatever it is, it is a finding
        return f"{type(error).__name__}: {error}"
    return ""


def smallest(batch: Batch, path: Path) -> Batch:
    """Return a part of a batch that is still read wrongly, halved as long as a half is."""
    while len(batch.bad) > 1:
        middle = len(batch.bad) // 2
        parts = (batch.bad[:middle], batch.bad[middle:])
        halves = [Batch(target=batch.target, bad=part) for part in parts]
        worse = next((half for half in halves if judged(half, path)), None)
        if worse is None:
            return batch
        batch = worse
    return batch
