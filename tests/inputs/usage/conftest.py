"""Logs that the tests write themselves."""

from collections.abc import Callable
from pathlib import Path

import pytest

from breakeven.inputs.usage import read_usage

HEADER = "created_at,prompt_tokens,completion_tokens,model,prompt"
Write = Callable[[str, "str | bytes"], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of the test's own folder and return its path."""

    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


@pytest.fixture
def chats(write: Write) -> Path:
    """Three plain requests of two models, a minute apart and a bit."""
    return write(
        "chats.csv",
        f"{HEADER}\n"
        "2026-05-01T10:00:00.5Z,100,10,small,hello\n"
        "2026-05-01T10:01:00Z,300,30,large,hello\n"
        "2026-05-01T10:02:30Z,200,20,small,hello\n",
    )


Told = tuple[int | None, int | None, int | None, int | None, int | None]


def counts(paths: "Path | list[Path]", **options: str) -> Told:
    """Return a log's requests, and its input, cached, written and output tokens."""
    found = read_usage(paths, **options).summary()  # type: ignore[arg-type]
    return (
        found.requests,
        found.input_tokens,
        found.cached_input_tokens,
        found.cache_write_tokens,
        found.output_tokens,
    )
