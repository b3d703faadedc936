"""Measured serving performance from a CSV file: one measured value a row.

What cannot be predicted is skipped with its reason, never silently.
"""

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

from breakeven.domain.errors import BreakevenError, InputError
from breakeven.inputs.catalog import Catalog
from breakeven.inputs.clients import Client, load_clients, load_speculative, load_waiting
from breakeven.inputs.measured_setup import Reading, replica
from breakeven.inputs.records import near
from breakeven.inputs.text import read_text
from breakeven.serving.measurement import Kind, Load, Point, Replica, Setting, setting
from breakeven.serving.quantities import QUANTITIES, SECONDS, measured_as
from breakeven.serving.speculation import NO_SPECULATION, Speculation

COLUMNS = (
    "source", "date", "engine", "engine_version", "model", "precision", "gpu", "gpu_count",
    "tp", "pp", "dp", "ep", "isl", "osl", "concurrency", "request_rate", "metric", "value",
    "unit", "mode", "url",
)  # fmt: skip
OPTIONAL = (
    "max_num_seqs", "max_num_batched_tokens", "max_model_len", "gpu_memory_utilization",
    "cached_input_share", "arrivals", "draft_tokens", "acceptance",
)  # fmt: skip
REQUIRED = ("engine", "model", "gpu", "metric", "value")
OF_THE_VALUE = ("metric", "value", "unit")
WHOLE_REQUEST_MARGIN = 200.0
"""Tokens beyond prompt and answer in such a budget."""
MILLISECONDS = ("ms", "milliseconds", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A row that no prediction was made for."""

    row: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Measurements:
    """A file of measurements, resolved."""

    settings: tuple[Setting, ...]
    points: tuple[Point, ...]
    skipped: tuple[Skipped, ...]
    header: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    """As they stand in the file."""


class _Skip(Exception):
    """Why a row is left out."""


def read_measurements(path: Path | str, catalog: Catalog) -> Measurements:
    """Return the settings and values of a CSV file in the measurement columns."""
    where = str(path)
    header, rows = _table(read_text(Path(path)), where)
    known: dict[tuple[str, ...], int | str] = {}
    settings: list[Setting] = []
    points: list[Point] = []
    skipped: list[Skipped] = []
    for number, row in enumerate(rows, start=1):
        key = tuple(row.get(c, "") for c in (*COLUMNS, *OPTIONAL) if c not in OF_THE_VALUE)
        if key not in known:
            try:
                settings.append(_setting(row, catalog))
                known[key] = len(settings) - 1
            except (_Skip, BreakevenError) as error:
                known[key] = str(error)
        found = known[key]
        try:
            if isinstance(found, str):
                raise _Skip(found)
            points.append(_point(row, number, found, settings[found]))
        except _Skip as error:
            skipped.append(Skipped(row=number, reason=str(error)))
    return Measurements(
        settings=tuple(settings),
        points=tuple(points),
        skipped=tuple(skipped),
        header=tuple(header),
        rows=tuple(rows),
    )


def _table(text: str, where: str) -> tuple[list[str], list[dict[str, str]]]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        lines = list(reader)
    except csv.Error as error:
        raise InputError(f"is not CSV: {error}", where=f"{where}:{reader.line_num}") from None
    header = [name.strip() for name in lines[0]]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        hints = "".join(near(name, tuple(header)) for name in missing)
        said = f"columns missing: {', '.join(missing)}{hints}; expected {','.join(COLUMNS)}"
        raise InputError(said, where=f"{where}:1")
    return header, [_cells(header, cells, where) for cells in _numbered(lines[1:])]


def _numbered(lines: Sequence[list[str]]) -> Iterator[tuple[int, list[str]]]:
    return ((i, cells) for i, cells in enumerate(lines, start=2) if any(c.strip() for c in cells))


def _cells(header: Sequence[str], line: tuple[int, list[str]], where: str) -> dict[str, str]:
    number, cells = line
    if len(cells) != len(header):
        said = f"{len(cells)} cells, the header has {len(header)}"
        raise InputError(said, where=f"{where}:{number}")
    return dict(zip(header, (c.strip() for c in cells), strict=True))


def _setting(row: Mapping[str, str], catalog: Catalog) -> Setting:
    if row.get("mode", "").startswith(("disagg", "pd")):
        raise _Skip("prefill and decode ran apart (mode)")
    reading = Reading(row=row)
    client = load_clients().get(row.get("source", ""))
    served_by = replica(reading, catalog, variant=client.variant if client else "")
    load = _load(reading, client)
    if client:
        load = replace(load, max_num_batched_tokens=_budget(load, client, served_by))
    load = replace(
        load,
        speculation=_speculation(reading, served_by),
        wait_steps=_wait_steps(reading, load, served_by),
    )
    return setting(served_by, load, source=row.get("source", ""))


def _budget(load: Load, client: Client, served_by: Replica) -> float:
    """Return the token budget that a row states, or that its client is known to set."""
    engine = served_by.engine.id
    if load.max_num_batched_tokens or load.kind != "closed":
        return load.max_num_batched_tokens
    if engine in client.whole_request_engines:
        nominal = (load.input_tokens + load.output_tokens) / client.length_share
        return float(round(nominal)) + WHOLE_REQUEST_MARGIN
    known = client.batched_tokens
    return known.get(f"{engine}/{served_by.precision.id}", known.get(engine, 0.0))


def _speculation(reading: Reading, served_by: Replica) -> Speculation:
    drafted = reading.number("draft_tokens")
    if drafted:
        accepted = reading.number("acceptance")
        if not 0 <= accepted < 1:
            raise _Skip(f"acceptance {accepted:g} must be at least 0 and below 1")
        return Speculation(draft_tokens=int(drafted), acceptance=accepted)
    for known in load_speculative():
        if known.covers(reading.row, engine=served_by.engine.id, model=served_by.model.id):
            return Speculation(draft_tokens=known.draft_tokens, acceptance=known.acceptance)
    return NO_SPECULATION


def _wait_steps(reading: Reading, load: Load, served_by: Replica) -> float:
    """Return the steps that the server of a row is known to be set to wait, on average."""
    return next(
        (
            known.steps
            for known in load_waiting()
            if known.covers(reading.row, served_by, users=load.concurrency)
        ),
        0.0,
    )


def _load(reading: Reading, client: Client | None) -> Load:
    kind = _kind(reading)
    share = client.length_share if client else 1.0
    ignored = client.ignores if client else ()
    inputs = reading.number("isl") * share
    if kind == "single" and reading.number("osl"):
        inputs = max(inputs, 1.0)
    cached = reading.optional("cached_input_share")
    if cached is None:
        cached = client.cached_input_share if client else 0.0
    rate = 0.0 if kind == "offline" else reading.number("request_rate")
    return Load(
        kind=kind,
        input_tokens=inputs,
        output_tokens=reading.number("osl") * share,
        cached_tokens=inputs * min(cached, 0.99),
        concurrency=reading.number("concurrency"),
        requests_per_second=rate,
        max_num_seqs=0.0 if "max_num_seqs" in ignored else reading.number("max_num_seqs"),
        max_num_batched_tokens=reading.number("max_num_batched_tokens"),
        requests=client.requests if client else 0.0,
        shortest_share=client.shortest_share if client else 1.0,
        evenly=reading.row.get("arrivals", "") == "constant",
    )


def _kind(reading: Reading) -> Kind:
    mode = reading.row.get("mode", "")
    if mode == "static_batch":
        return "static"
    metric = reading.row["metric"]
    if mode == "single_stream" or metric.startswith(("prefill_tokens", "decode_tokens")):
        return "single"
    if reading.number("concurrency"):
        return "closed"
    rate = reading.number("request_rate")
    if rate:
        return "offline" if math.isinf(rate) else "open"
    if metric == "kv_cache_gib":
        return "closed"
    raise _Skip("neither concurrency nor request_rate is given")


def _point(row: Mapping[str, str], number: int, index: int, of: Setting) -> Point:
    metric = row["metric"]
    known = measured_as(metric)
    if known is None:
        raise _Skip(f"{metric} is not one of {', '.join(QUANTITIES)}")
    quantity, statistic = known
    try:
        value = float(row["value"])
    except ValueError:
        raise _Skip(f"value {row['value']!r} is not a number") from None
    if not (value > 0 and math.isfinite(value)):
        raise _Skip(f"value {row['value']!r} is not positive")
    if of.load.kind in ("closed", "open", "offline") and not of.load.output_tokens:
        raise _Skip("isl and osl are needed")
    client = load_clients().get(of.source)
    if client and client.tpot_over_all_tokens:
        quantity = {"tpot": "share_of_e2e", "itl": "tpot"}.get(quantity, quantity)
    seconds = quantity in SECONDS
    scale = 1e-3 if seconds and row.get("unit", "ms").lower() in MILLISECONDS else 1.0
    return Point(
        row=number,
        setting=index,
        metric=metric,
        quantity=quantity,
        statistic=statistic,
        value=value * scale,
    )
