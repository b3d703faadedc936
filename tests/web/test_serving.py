"""A server that really runs, in a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from breakeven.domain.errors import InputError
from breakeven.web.serving import Listening, bound

ROOT = Path(__file__).parents[2]
SHUT = 30


@contextmanager
def running(*words: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server on a free port, and that port."""
    code = "import sys; from breakeven.cli import main; sys.exit(main(sys.argv[1:]))"
    known = os.pathsep.join(p for p in sys.path if p)
    process = subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--port", "0", "--json", "--workers", "1", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": known, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    try:
        said = "".join(iter(process.stdout.readline, "}\n")) + "}"
        yield process, json.loads(said)["port"]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_stops_when_it_is_told(number: signal.Signals) -> None:
    with running() as (process, port):
        with closing(HTTPConnection("127.0.0.1", port, timeout=SHUT)) as connection:
            connection.request("GET", "/healthz")
            with connection.getresponse() as answer:
                assert answer.status == 200
        process.send_signal(number)
        _, said = process.communicate(timeout=SHUT)
        assert (process.returncode, said) == (0, "")


def test_a_gibibyte_is_refused_without_being_read() -> None:
    with running() as (_, port), socket.create_connection(("127.0.0.1", port), timeout=SHUT) as s:
        s.sendall(
            b"POST /api/usage HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 1073741824\r\n\r\n"
        )
        assert s.recv(1000).startswith(b"HTTP/1.1 413")


def test_a_gibibyte_of_unknown_length_is_cut_off() -> None:
    part = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with running() as (_, port), socket.create_connection(("127.0.0.1", port), timeout=SHUT) as s:
        s.sendall(
            b"POST /api/decide HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        sent = 0
        try:
            for _ in range(16_384):
                s.sendall(part)
                sent += 1
        except OSError:
            pass  # The server has hung up.
        assert sent < 1_000


def test_a_busy_port_is_said_in_one_line() -> None:
    with bound("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match="another program listens there") as caught:
            bound("127.0.0.1", port)
        assert caught.value.where == f"127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("host", "port"), [("127.0.0.1", -1), ("127.0.0.1", 65_536), ("no.such.invalid", 1), ("", -9)]
)
def test_a_wrong_address_is_refused(host: str, port: int) -> None:
    with pytest.raises(InputError):
        bound(host, port)


def test_where_it_listens() -> None:
    assert Listening(host="127.0.0.1", port=80).url == "http://127.0.0.1:80/"
    assert Listening(host="::1", port=80).url == "http://[::1]:80/"
    assert not Listening(host="0.0.0.0", port=80).loopback
