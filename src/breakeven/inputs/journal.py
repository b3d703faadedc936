"""What a sweep has answered so far, kept beside its result until that is whole."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import IO

from breakeven.domain.errors import InputError
from breakeven.domain.sweep import Answered, Sweep


def fingerprint(asked: Sweep, as_of: date, facts: str | None, terms: object) -> str:
    """Return what tells one run from another: the questions, the facts, the versions."""
    versions = [version(name) for name in ("breakeven", "genai-prices")]
    changed = (
        [f"{p} {p.stat().st_mtime_ns}" for p in sorted(Path(facts).rglob("*")) if p.is_file()]
        if facts
        else []
    )
    told = repr((asked, as_of, facts, changed, terms, versions))
    return hashlib.sha256(told.encode()).hexdigest()


class Journal:
    """Rows as lines of JSON, the first line naming the run; a torn last line is no row."""

    def __init__(self, output: Path | None, run: str) -> None:
        self.path = output.with_name(f".{output.name}.partial") if output else None
        self.run = run
        self._file: IO[str] | None = None

    def rows(self) -> list[Answered]:
        """Return what an interrupted run of the same questions has answered."""
        if self.path is None or not self.path.is_file():
            return []
        lines = self.path.read_text(encoding="utf-8").split("\n")
        if lines[0] != self.run:
            return []
        return list(_rows(lines[1:-1]))

    def __enter__(self) -> "Journal":
        if self.path is not None:
            kept = self.rows()
            try:
                self._file = self.path.open("w", encoding="utf-8")
            except OSError as error:
                said = f"cannot be written: {error.strerror}"
                raise InputError(said, where=str(self.path)) from None
            self._file.write(f"{self.run}\n")
            for row in kept:
                self.add(row)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, row: Answered) -> None:
        """Keep a row."""
        if self._file is not None:
            self._file.write(json.dumps(asdict(row)) + "\n")
            self._file.flush()

    def remove(self) -> None:
        """Forget the rows: they stand in the result."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)


def _rows(lines: list[str]) -> Iterator[Answered]:
    for line in lines:
        try:
            yield Answered(**json.loads(line))
        except (ValueError, TypeError):
            return
