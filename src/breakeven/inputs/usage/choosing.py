"""Which format a table has: the first that recognises it.

A new format is one small file in `formats/` with a description, and one line in FORMATS.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from breakeven.domain.errors import InputError, UnknownName, UsageError
from breakeven.inputs.usage.formats import (
    anthropic_console,
    anthropic_usage,
    azure_metrics,
    azure_trace,
    bedrock,
    burstgpt,
    deepseek,
    focus,
    helicone,
    langfuse,
    litellm,
    mooncake,
    openai_costs,
    openai_legacy,
    openai_usage,
    openrouter,
    otel,
    raw,
    vllm_metrics,
)
from breakeven.inputs.usage.formats.columns import Columns, listed

if TYPE_CHECKING:
    import ibis.expr.types as ir


class Format(Protocol):
    """One kind of log. Values of CSV and JSON files are text; those of other tables have types."""

    @property
    def name(self) -> str:
        """Return the name for `--format`."""

    @property
    def title(self) -> str:
        """Return what people call it."""

    @property
    def expected(self) -> str:
        """Return the columns that it needs, for people."""

    @property
    def prefix_block_tokens(self) -> int:
        """Return the tokens of the blocks whose hashes it carries; 0 where it carries none."""

    @property
    def nest(self) -> tuple[str, ...]:
        """Return the lists around a record in its JSON."""

    @property
    def types(self) -> Mapping[str, str]:
        """Return the DuckDB types of what is not read as text."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Return what is read of each row; all its columns where empty."""

    @property
    def tags(self) -> Mapping[str, str]:
        """Return what it can be split by."""

    def recognises(
        self, columns: Sequence[str], sample: Sequence[Mapping[str, Any]], /
    ) -> str | None:
        """Return why a table is of this format, None where it is not; `sample` is some rows."""

    def normalise(self, table: "ir.Table", *, by: str = "") -> "ir.Table":
        """Return the table in normal form (`normal.normal`)."""

    def histograms(self, table: "ir.Table", /) -> "ir.Table | None":
        """Return what histograms in it say (`histograms.histograms_of`), None without any."""


FORMATS: tuple[Any, ...] = (
    openai_usage.FORMAT,
    openai_costs.FORMAT,
    openai_legacy.FORMAT,
    anthropic_usage.FORMAT,
    anthropic_console.FORMAT,
    azure_metrics.FORMAT,
    bedrock.FORMAT,
    litellm.SPEND,
    litellm.PAYLOAD,
    litellm.DAILY,
    langfuse.FORMAT,
    helicone.FORMAT,
    otel.OTLP,
    otel.SPANS,
    openrouter.FORMAT,
    vllm_metrics.FORMAT,
    deepseek.FORMAT,
    focus.FORMAT,
    raw.FORMAT,
    azure_trace.FORMAT,
    mooncake.FORMAT,
    burstgpt.FORMAT,
    Columns(),  # last: it takes whatever has telling names
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A table's format, and why it is that."""

    format: Format
    why: str


def named(name: str) -> Any:
    """Return the format of a name; raise UnknownName with the nearest ones."""
    names = [f.name for f in FORMATS]
    if name not in names:
        raise UnknownName("log format", name, names, where="--format")
    return next(f for f in FORMATS if f.name == name)


def check_format(name: str, column_map: Mapping[str, str] | None) -> None:
    """Raise where no format is called so, or where it does not go with `--map`."""
    if name != "auto":
        named(name)
    if column_map and name not in ("auto", Columns.name):
        raise UsageError(f"--map names columns, so --format {name} does not go with it")


def check_split(format: Format, by: str) -> None:  # noqa: A002 - as elsewhere
    """Raise where rows of a format do not say what a log is to be split by."""
    if by and by not in format.tags:
        can = f"by {', '.join(format.tags)}" if format.tags else "by nothing"
        if format.name == Columns.name:
            can += "; --map tag=COL names a column, --by tag splits by it"
        raise InputError(f"a log of format {format.name} can be split {can}", where=f"--by {by}")


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
    raise InputError(_unknown(columns, candidates), where=where)


def _unknown(columns: Sequence[str], candidates: Sequence[Format]) -> str:
    advice = "Name them: --map time=COL,input=COL,output=COL"
    if len(candidates) == 1:
        return (
            f"is not {candidates[0].title}; {listed(columns)};"
            f" expected {candidates[0].expected}. {advice}"
        )
    known = ", ".join(f.name for f in candidates)
    return f"no columns of a known usage log; {listed(columns)}. {advice}; or say --format: {known}"
