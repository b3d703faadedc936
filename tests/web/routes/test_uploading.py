import gzip
import os
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from fastapi.testclient import TestClient

from breakeven.web.routes import uploading
from tests.web.conftest import QUICK, Make, error_of

LOG = b"at,in,out\n2026-05-01T10:00Z,900,120\n2026-05-01T11:00Z,400,80\n"
MAP = '{"time": "at", "input": "in", "output": "out"}'


def send(client: TestClient, log: bytes = LOG, name: str = "log.csv", **fields: str) -> Any:
    data = {"map": MAP, **fields}
    return client.post("/api/usage", files={"log": (name, log, "text/csv")}, data=data)


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files of a request go."""
    monkeypatch.setattr(uploading, "TemporaryDirectory", partial(TemporaryDirectory, dir=tmp_path))
    return tmp_path


def test_a_log_is_summed_up_and_forgotten(client: TestClient, spool: Path) -> None:
    for log in (LOG, gzip.compress(LOG, mtime=0)):
        answer = send(client, log)
        assert answer.status_code == 200, answer.text
        data = answer.json()
        assert (data["requests"], data["input_tokens"], data["output_tokens"]) == (2, 1300, 200)
        assert data["workload"]["input_tokens"] == 650
    assert not list(spool.iterdir())


def test_its_workload_is_a_question(client: TestClient) -> None:
    workload = send(client).json()["workload"]
    question = {"workload": workload, "models": QUICK["models"], "samples": 0, "simulate": "none"}
    answer = client.post("/api/decide", json=question)
    assert answer.json()["workload"]["input_tokens_mean"] == 650


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "a\\b", "x" * 3000, "=1+1"])
def test_the_name_of_a_file_means_nothing(client: TestClient, spool: Path, name: str) -> None:
    answer = send(client, name=name)
    assert answer.status_code == 200
    assert name not in answer.text
    assert not list(spool.iterdir())


@pytest.mark.parametrize(
    ("log", "said"),
    [
        (b"", "empty"),
        (b"\x28\xb5\x2f\xfd" + b"x" * 50, "zstd"),
        (b"PK\x03\x04" + b"x" * 50, "zip"),
        (b"\0" * 99, "binary"),
        (b"PAR1" + b"x" * 50, ""),
        (b"in,out\n1,2\n", ""),
        (b"[" * 100_000, ""),
    ],
)
def test_what_is_no_log_is_refused_without_a_folders_name(
    client: TestClient, spool: Path, log: bytes, said: str
) -> None:
    answer = send(client, log)
    assert answer.status_code == 422, answer.text
    assert said in error_of(answer)["message"]
    assert str(spool) not in answer.text
    assert not list(spool.iterdir())


def test_a_gzip_bomb_is_refused(make: Make, spool: Path) -> None:
    client = make(unpacked_bytes=1_000_000)
    answer = send(client, gzip.compress(b"\0" * 100_000_000, 9, mtime=0))
    assert (answer.status_code, error_of(answer)["kind"]) == (413, "too-large")
    assert not list(spool.iterdir())


def test_a_large_upload_is_refused(make: Make, spool: Path) -> None:
    client = make(upload_bytes=100_000)
    answer = send(client, os.urandom(300_000))
    assert (answer.status_code, error_of(answer)["kind"]) == (413, "too-large")
    assert not list(spool.iterdir())


@pytest.mark.parametrize(
    "fields",
    [{"map": "time=at"}, {"map": "[" * 9999}, {"format": "nonsense"}, {"engine": "postgres://x"},
     {"format": "/etc/passwd"}, {"map": '{"nonsense": "at"}'}],
)  # fmt: skip
def test_wrong_fields_are_refused(client: TestClient, fields: dict[str, str]) -> None:
    answer = send(client, **fields)
    assert answer.status_code == 422
    assert error_of(answer)["message"]


def test_a_form_without_a_log_is_refused(client: TestClient) -> None:
    answer = client.post("/api/usage", files={"other": ("a", LOG)})
    assert (answer.status_code, error_of(answer)["where"]) == (422, "form")
    answer = client.post("/api/usage", content=LOG, headers={"Content-Type": "text/csv"})
    assert (answer.status_code, error_of(answer)["kind"]) == (415, "wrong-media-type")
    headers = {"Content-Type": "multipart/form-data"}
    answer = client.post("/api/usage", content=LOG, headers=headers)
    assert (answer.status_code, set(error_of(answer))) == (400, {"kind", "message", "where"})
