"""Every way in which breakeven says no.

BreakevenError
├── InputError          what was read is wrong: where, what was expected, what to do   (exit 1)
│   ├── UnknownName     a name that no fact carries, with the nearest ones
│   ├── AmbiguousName   a name that several facts carry
│   ├── MissingExtra    a library that this part needs is not installed
│   └── ManyProblems    all the mistakes of one file at once
├── UsageError          options that do not go together                                (exit 2)
├── NothingFeasible     every option was rejected; the excuses say why                  (exit 3)
└── GateFailed          a check that guards a build did not hold                       (exit 4)
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import ClassVar


class BreakevenError(Exception):
    """The root: a message for people, and where the trouble lies."""

    exit_code: ClassVar[int] = 1
    kind: ClassVar[str] = "error"

    def __init__(self, message: str, *, where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message

    def to_dict(self) -> dict[str, object]:
        """Return the error as the command line and the HTTP API print it."""
        return {"error": {"kind": self.kind, "message": self.message, "where": self.where}}


class InputError(BreakevenError):
    """What was read is wrong."""

    kind = "bad-input"


class UnknownName(InputError):
    """A name that no fact carries."""

    kind = "unknown-name"

    def __init__(
        self, noun: str, name: str, known: Iterable[str], *, where: str = "", meant: str = ""
    ) -> None:
        lowered = {k.lower(): k for k in sorted(known)}
        near = [lowered[k] for k in get_close_matches(name.lower(), lowered, n=4, cutoff=0.5)]
        near = [meant] if meant in lowered.values() else near
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        super().__init__(f"no {noun} is called {name!r}{hint}", where=where)
        self.near = near


class AmbiguousName(InputError):
    """A name that several facts carry."""

    kind = "ambiguous-name"

    def __init__(self, noun: str, name: str, candidates: Sequence[str], *, where: str = "") -> None:
        listed = ", ".join(candidates)
        super().__init__(f"{name!r} names several {noun}s: {listed}; say which", where=where)
        self.candidates = tuple(candidates)


class MissingExtra(InputError):
    """A library that this part needs is not installed."""

    kind = "missing-extra"

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs more libraries: pip install 'breakeven[{extra}]'")


class ManyProblems(InputError):
    """All the mistakes of one file at once."""

    kind = "bad-file"

    def __init__(self, problems: Sequence[str], *, where: str) -> None:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(f"{count}:\n" + "\n".join(f"  - {p}" for p in problems), where=where)
        self.problems = tuple(problems)


class UsageError(BreakevenError):
    """Options that do not go together."""

    exit_code = 2
    kind = "usage"


class NothingFeasible(BreakevenError):
    """Every option was rejected."""

    exit_code = 3
    kind = "nothing-feasible"


class GateFailed(BreakevenError):
    """A check that guards a build did not hold."""

    exit_code = 4
    kind = "gate-failed"


def mistake(error: Exception, *, hint: str = "") -> BreakevenError:
    """Return what to say when breakeven itself is at fault; `hint` says what else helps."""
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    more = f" ({hint})" if hint else ""
    return BreakevenError(f"{said}; this is a mistake of breakeven, please report it{more}")
