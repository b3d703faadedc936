"""Reading files: kinds, several at once, and everything that can be wrong with them."""

import gzip
import io
import json
import random
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from breakeven.domain.errors import BreakevenError, InputError, MissingExtra, UnknownName
from breakeven.inputs.usage import UsageLog, read_usage

from .conftest import HEADER, Write

ROWS = [
    {"timestamp": "2026-05-01T10:00:00.5Z", "input_tokens": 10, "output_tokens": 5, "model": "m"},
    {"timestamp": "2026-05-01T10:07:00Z", "input_tokens": 30, "output_tokens": 7, "model": "m"},
]
TEXT = "timestamp,input_tokens,output_tokens,model\n" + "".join(
    ",".join(map(str, row.values())) + "\n" for row in ROWS
)
LINES = "".join(json.dumps(row) + "\n" for row in ROWS)


def totals(log: UsageLog) -> tuple[int, int, int, int]:
    found = log.summary()
    return found.requests, found.input_tokens, found.output_tokens, found.rejected_rows


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", TEXT),
        ("no-suffix", TEXT),
        ("semicolons.csv", TEXT.replace(",", ";")),
        ("tabs.tsv", TEXT.replace(",", "\t").replace("\n", "\r\n")),
        ("bom.csv", "\ufeff" + TEXT),
        ("a.csv.gz", gzip.compress(TEXT.encode(), mtime=0)),
        ("plain.csv.gz", TEXT),
        ("wild[1]*.csv", TEXT),
        ("a.jsonl", LINES),
        ("a.jsonl.gz", gzip.compress(LINES.encode(), mtime=0)),
        ("array.json", json.dumps(ROWS, indent=1)),
    ],
)
def test_every_kind_of_file_says_the_same(write: Write, name: str, content: str | bytes) -> None:
    assert totals(read_usage(write(name, content))) == (2, 40, 12, 0)


def test_parquet(tmp_path: Path, write: Write) -> None:
    duckdb = pytest.importorskip("duckdb")
    source, target = write("a.csv", TEXT), tmp_path / "a.parquet"
    duckdb.connect().execute(f"COPY (FROM '{source}') TO '{target}' (FORMAT parquet)")
    assert totals(read_usage(target)) == (2, 40, 12, 0)


def test_a_table_of_a_database(tmp_path: Path, write: Write) -> None:
    duckdb = pytest.importorskip("duckdb")
    database = tmp_path / "logs.ddb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"CREATE TABLE requests AS FROM '{write('a.csv', TEXT)}'")
    log = read_usage("requests", engine=f"duckdb://{database}")
    assert totals(log) == (2, 40, 12, 0)
    with pytest.raises(InputError, match="no such table"):
        read_usage("nothing", engine=f"duckdb://{database}")


def test_several_files_are_one_log(write: Write) -> None:
    files = [write("a.csv", TEXT), write("b.csv", TEXT), write("c.jsonl", LINES)]
    assert totals(read_usage(files)) == (6, 120, 36, 0)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    log = read_usage("-")
    assert totals(log) == (2, 40, 12, 0)
    assert log.workload().name == "workload"


def test_times_without_a_zone_are_in_the_zone_given(write: Write) -> None:
    log = write("a.csv", "time,input_tokens,output_tokens\n2026-05-01 10:00,1,1\n")
    assert read_usage(log).summary().first.hour == 10
    assert read_usage(log, timezone="Europe/Berlin").summary().first.hour == 8
    with pytest.raises(InputError, match="no time zone is called 'Mars'"):
        read_usage(log, timezone="Mars")


@pytest.mark.parametrize(
    "time",
    [
        "2026-05-01T12:00:00+02:00",
        "2026-05-01T10:00Z",
        "2026-05-01 10:00:00 UTC",
        "2026-05-01 10:00",
        "1777629600",
        "1777629600000",
        "1777629600000000",
        "1777629600.0",
    ],
)
def test_ways_to_write_a_time(write: Write, time: str) -> None:
    log = write("a.csv", f"time,input_tokens,output_tokens\n{time},1,1\n")
    assert read_usage(log).summary().to_dict()["first"] == "2026-05-01T10:00:00Z"


BAD = (
    f"{HEADER}\n"
    '2026-05-01T10:00:00Z,10,5,m,"two\nlines of ""SECRET"""\n'
    "\n"
    "2026-05-01T10:00:01Z,-10,5,m,SECRET\n"  # line 5
    "SECRET,10,5,m,SECRET\n"
    "2026-05-01T10:00:03Z,10\n"
    "2026-05-01T10:00:03Z,10,5,m,SECRET,SECRET\n"
    "2026-05-01T10:00:04Z,1.5,5,m,SECRET\n"
    "2026-05-01T10:00:04Z,,5,m,SECRET\n"  # line 10
    "2026-05-01T10:00:05.5Z,10,SECRET,m,SECRET\n"
    "2026-05-01T10:00:06.5Z,20.0,5,m,fine\n"
)


@pytest.mark.parametrize("zipped", [False, True])
def test_bad_rows_are_counted_and_located_and_not_shown(write: Write, zipped: bool) -> None:
    path = write("bad.csv", gzip.compress(BAD.encode(), mtime=0) if zipped else BAD)
    found = read_usage(path).summary().to_dict()
    assert (found["rows"], found["rejected_rows"], found["input_tokens"]) == (9, 7, 30)
    lines = {r["reason"]: [p.rpartition(":")[2] for p in r["places"]] for r in found["rejected"]}
    assert lines == {
        "input tokens are negative": ["5"],
        "the time cannot be read": ["6"],
        "the row has fewer columns than the header": ["7"],
        "the row has more columns than the header": ["8"],
        "input tokens are not a possible whole number": ["9"],
        "input tokens are missing": ["10"],
        "output tokens are not a number": ["11"],
    }
    assert "SECRET" not in json.dumps(found)


def test_bad_lines_of_json_are_counted_and_located(write: Write) -> None:
    bad = f'{LINES}\nSECRET\n{{"timestamp": 1, "input_tokens": -1, "output_tokens": 1}}\n{{"time'
    found = read_usage(write("bad.jsonl", bad)).summary().to_dict()
    assert (found["requests"], found["rejected_rows"]) == (2, 3)
    places = {r["reason"]: r["places"] for r in found["rejected"]}
    assert [p.rpartition(":")[2] for p in places["the row cannot be read"]] == ["4", "6"]
    assert [p.rpartition(":")[2] for p in places["input tokens are negative"]] == ["5"]


def test_at_most_three_places_are_named(write: Write) -> None:
    rows = "x,1,1,m,p\n" * 50 + "2026-05-01T10:00:00Z,1,1,m,p\n"
    (rejected,) = read_usage(write("bad.csv", f"{HEADER}\n{rows}")).rejected
    assert rejected.rows == 50
    assert [p.rpartition(":")[2] for p in rejected.places] == ["2", "3", "4"]


def test_numbers_that_no_row_can_hold(write: Write) -> None:
    rows = ("1e300,1,1", "inf,1,1", "nan,1,1", "-5,1,1", "9999-12-31,1,1", "infinity,1,1")
    more = ("1777629600,1e300,1", "1777629600,nan,1", "1777629600,1,inf", "1777629600,1,1")
    text = "time,input_tokens,output_tokens\n" + "\n".join([*rows, *more])
    found = read_usage(write("odd.csv", text)).summary()
    assert (found.requests, found.rejected_rows) == (1, 9)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        (" \n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\xef\xbb\xbf\n", "is empty"),
        ('x{"content": "a,SECRET,b", "tokens": 1}\n', "columns found: 4, without plain names"),
        ("Dear SECRET, I am not well\nx,y\n", "columns found: 2, without plain names"),
        ("Dear SECRET,at,b\nx,y,z\n", "columns found: at, b and 1 more"),
        ("亲爱的SECRET,at,b\nx,y,z\n", "columns found: at, b and 1 more"),
        (",".join(f"c{n}" for n in range(99)) + "\n1\n", "c28, c29 and 69 more"),
        (b"\x00\x01\x02\x03" * 50, "binary"),
        (b"PK\x03\x04" + b"x" * 50, "zip is damaged"),
        ("time,a\n".encode("utf-16"), "UTF-16"),
        (b"PAR1" + b"x" * 50, "damaged Parquet"),
        (b"\x1f\x8bthis is not gzip", "damaged"),
        (gzip.compress((TEXT * 100).encode(), mtime=0)[:30], "gzip stream ends early"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (HEADER + "\n", "holds no rows"),
        ("2026-05-01,12,13\n2026-05-02,12,13\n", "first line holds a number"),
        ('[{"timestamp": 1, "input_tokens": 1, "output_tokens": 1}, {"tim', "not valid JSON"),
        ("{SECRET", "no line holds an object"),
        (f"{HEADER}\nSECRET,1,1,m,p\nSECRET,1,1,m,p\n", "none of its 2 rows can be used"),
        ("when,SECRET_IN,b\n1,2,3\n", "columns found: when, SECRET_IN, b.*--map time=COL"),
    ],
)
def test_what_is_no_log(write: Write, content: str | bytes, message: str) -> None:
    path = write("log", content)
    with pytest.raises(InputError, match=message) as caught:
        read_usage(path)
    assert caught.value.where.startswith(str(path))
    assert "SECRET" not in caught.value.message.replace("SECRET_IN", "")


def test_a_quote_that_is_never_closed(write: Write) -> None:
    fine = "2026-05-01T10:00:00Z,1,1,m,p\n"
    text = f'{HEADER}\n{fine}2026-05-01T10:00:01Z,1,1,m,"SECRET\n{fine}'
    (rejected,) = read_usage(write("open.csv", text)).rejected
    assert rejected.reason.startswith("a quoted field is not closed well")
    assert rejected.places[0].endswith("open.csv:3")


def test_a_long_gzip_that_is_cut(write: Write) -> None:
    whole = TEXT + "".join(f"{1777629600 + i},{i * 7919 % 9973},{i},m\n" for i in range(300_000))
    packed = gzip.compress(whole.encode(), mtime=0)
    with pytest.raises(InputError, match="gzip stream ends early"):
        read_usage(write("cut.csv.gz", packed[: len(packed) * 9 // 10]))


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_usage(tmp_path / "nothing.csv")
    with pytest.raises(InputError, match="this directory holds no logs"):
        read_usage(tmp_path)
    with pytest.raises(InputError, match="no usage log"):
        read_usage([])


def test_an_unknown_engine_does_not_show_its_password() -> None:
    with pytest.raises(InputError) as caught:
        read_usage("requests", engine="nosuch://me:SECRET@host/logs")
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize("library", ["ibis", "duckdb"])
def test_without_the_libraries(chats: Path, monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra, match=r"breakeven\[logs\]"):
        read_usage(chats)


def test_an_unknown_format_gets_a_hint(chats: Path) -> None:
    with pytest.raises(UnknownName, match="did you mean azure_trace"):
        read_usage(chats, format="azure_trac")


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_log_is_read_or_refused_but_never_breaks(write: Write, seed: int) -> None:
    source = random.Random(seed)
    raw = bytearray((BAD if seed % 2 else LINES + "{}\n" + LINES).encode())
    for _ in range(source.randint(1, 12)):
        at = source.randrange(len(raw))
        raw[at : at + source.randint(0, 3)] = source.randbytes(source.randint(0, 3))
    path = write("fuzz", bytes(raw))
    with suppress(BreakevenError):
        log = read_usage(path)
        log.summary()
        log.workload()


def test_a_document_that_is_cut(write: Write) -> None:
    text = json.dumps({"object": "page", "data": [{"start_time": 1, "results": []}]}, indent=1)
    with pytest.raises(InputError, match="its JSON ends early"):
        read_usage(write("page.json", text[:-8]))
