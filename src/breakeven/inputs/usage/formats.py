"""The formats that are known, and which of them a table has.

A new format is one small file with a class like those below, and one line in FORMATS.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from breakeven.domain.errors import InputError, UnknownName, UsageError
from breakeven.inputs.usage.azure_trace import AzureTrace
from breakeven.inputs.usage.columns import Columns, listed
from breakeven.inputs.usage.mooncake import Mooncake

if TYPE_CHECKING:
    import ibis.expr.types as ir


class Format(Protocol):
    """One kind of log. Values of CSV and JSON files are text; those of other tables have types."""

    name: str
    expected: str
    """The columns that it needs, for people."""
    prefix_block_tokens: int
    """Tokens of the blocks whose hashes it carries; 0 where it carries none."""

    def recognises(
        self, columns: Sequence[str], sample: Sequence[Mapping[str, object]], /
    ) -> str | None:
        """Return why a table is of this format, None where it is not; `sample` is some rows."""

    def normalise(self, table: "ir.Table") -> "ir.Table":
        """Return the table in normal form (`normal.normal`)."""


FORMATS: tuple[Format, ...] = (
    AzureTrace(),
    Mooncake(),
    Columns(),  # last: it takes whatever has telling names
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A table's format, and why it is that."""

    format: Format
    why: str


def check_format(name: str, column_map: Mapping[str, str] | None) -> None:
    """Raise where no format is called so, or where it does not go with `--map`."""
    names = [f.name for f in FORMATS]
    if name not in ("auto", *names):
        raise UnknownName("log format", name, names, where="--format")
    if column_map and name not in ("auto", Columns.name):
        raise UsageError(f"--map names columns, so --format {name} does not go with it")


def choose(
    columns: Sequence[str],
    sample: Sequence[Mapping[str, object]],
    *,
    name: str,
    column_map: Mapping[str, str] | None,
    where: str,
) -> Choice:
    """Return the format of a table; raise InputError where none fits."""
    if column_map:
        candidates: tuple[Format, ...] = (Columns(column_map),)
    else:
        candidates = tuple(f for f in FORMATS if name in ("auto", f.name))
    try:
        for candidate in candidates:
            if why := candidate.recognises(columns, sample):
                return Choice(format=candidate, why=why)
    except InputError as error:
        raise InputError(error.message, where=error.where or where) from None
    expected = "; or ".join(f.expected for f in candidates)
    message = (
        f"no columns of a known usage log; {listed(columns)}; expected {expected}."
        " Name them: --map time=COL,input=COL,output=COL"
    )
    raise InputError(message, where=where)
