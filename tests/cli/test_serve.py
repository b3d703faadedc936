import json
from collections.abc import Callable
from typing import Any

import pytest

from breakeven.domain.errors import InputError
from breakeven.web import serving
from breakeven.web.serving import Listening
from tests.cli.conftest import Run


@pytest.fixture
def listened(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A stand-in for the server, which notes how it was started and stops at once."""
    given: dict[str, Any] = {}

    def listen(*, ready: Callable[[Listening], None], **options: Any) -> None:
        given.update(options)
        ready(Listening(host=options["host"], port=options["port"] or 4321))

    monkeypatch.setattr(serving, "listen", listen)
    return given


def test_it_listens_to_this_machine_alone(run: Run, listened: dict[str, Any]) -> None:
    done = run("serve")
    assert (done.code, done.err) == (0, "")
    assert done.out == "breakeven answers at http://127.0.0.1:8765/ (Ctrl-C stops it)\n"
    assert (listened["host"], listened["port"], listened["hosts"]) == ("127.0.0.1", 8765, ())


def test_the_real_port_is_said(run: Run, listened: dict[str, Any]) -> None:
    found = json.loads(run("serve", "--port", "0", "--json").out)
    assert found == {"url": "http://127.0.0.1:4321/", "host": "127.0.0.1", "port": 4321}


def test_who_lets_others_in_is_warned(run: Run, listened: dict[str, Any]) -> None:
    done = run("serve", "--host", "0.0.0.0", "--allow-host", "a.example,b.example")
    assert "other machines can reach it" in done.err
    assert listened["hosts"] == ("a.example", "b.example")


def test_a_busy_port_is_one_message(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(**_: object) -> None:
        raise InputError("another program listens there", where="127.0.0.1:1")

    monkeypatch.setattr(serving, "listen", busy)
    done = run("serve")
    assert (done.code, done.out) == (1, "")
    assert done.err == "error: 127.0.0.1:1: another program listens there\n"
