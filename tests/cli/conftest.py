"""A command line whose library is a stand-in that notes what it was asked."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

import breakeven
from breakeven.cli import main
from tests.outputs.handmade import make_decision


@dataclass
class Library:
    """What the library answers, and what it was asked."""

    answers: dict[str, object] = field(default_factory=dict)
    asked: dict[str, tuple[tuple[object, ...], dict[str, object]]] = field(default_factory=dict)

    def __getattr__(self, verb: str) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            self.asked[verb] = (args, kwargs)
            found = self.answers[verb]
            if isinstance(found, BaseException):
                raise found
            return found

        return call


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    """A stand-in for the library."""
    monkeypatch.delenv("COLUMNS", raising=False)
    made = Library(answers={"decide": make_decision()})
    monkeypatch.setitem(sys.modules, "breakeven.api", made)
    monkeypatch.setattr(breakeven, "api", made, raising=False)
    return made


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command and return its exit code and streams."""

    def call(*words: str) -> Done:
        code = main(words)
        streams = capsys.readouterr()
        return Done(code=code, out=streams.out, err=streams.err)

    return call


def answer(data: dict[str, object], **fields: object) -> SimpleNamespace:
    """Return a result with that JSON."""
    return SimpleNamespace(to_dict=lambda: data, **fields)
