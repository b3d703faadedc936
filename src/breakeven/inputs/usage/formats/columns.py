"""Any table whose columns have obvious names, or whose columns are named by the user."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from breakeven.domain.errors import InputError
from breakeven.inputs.records import near
from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import Call, iso
from breakeven.inputs.usage.paths import paths_of
from breakeven.inputs.usage.rendering import csv_text

if TYPE_CHECKING:
    import ibis.expr.types as ir

NAME = "columns"
REQUIRED = ("time", "input", "output")
# Compared without case and punctuation; the first that a table has is taken.
# Columns in which the input does not hold the cached tokens are left out on purpose.
OBVIOUS: Mapping[str, tuple[str, ...]] = {
    "time": (
        "timestamp", "created_at", "start_time", "request_time", "requested_at", "time",
        "created", "datetime", "date", "ts",
    ),
    "input": (
        "input_tokens", "prompt_tokens", "tokens_prompt", "request_tokens", "tokens_input",
        "context_tokens", "num_prompt_tokens", "num_input_tokens",
    ),
    "output": (
        "output_tokens", "completion_tokens", "tokens_completion", "response_tokens",
        "tokens_output", "generated_tokens", "generation_tokens", "num_completion_tokens",
        "num_output_tokens",
    ),
    "cached": (
        "cached_input_tokens", "input_cached_tokens", "cached_tokens", "tokens_cached",
        "cached_prompt_tokens",
    ),
    "model": ("model", "model_name", "model_id", "request_model"),
    "requests": ("num_model_requests", "n_requests", "num_requests", "request_count"),
    "end": ("end_time",),
    "reasoning": ("reasoning_tokens", "tokens_reasoning"),
    "cost": ("cost_usd", "usd"),
    "latency_ms": ("latency_ms", "duration_ms"),
    "ttft_ms": ("ttft_ms", "time_to_first_token_ms"),
    "status": ("status", "status_code"),
    # These only where someone names them.
    "uncached": (),
    "cache_write": (),
    "tag": (),
    "tier": (),
    "id": (),
    "priority": (),
}  # fmt: skip
ROLES = tuple(OBVIOUS)


class Columns:
    """A table and which of its columns plays which role."""

    name = NAME
    title = "any CSV, JSON lines or Parquet"
    prefix_block_tokens = 0
    nest: tuple[str, ...] = ()
    types: ClassVar[Mapping[str, str]] = {}
    expected = "a time, input tokens (prompt_tokens ...) and output tokens (completion_tokens ...)"
    notes = "obvious names are taken, others named with --map"

    def __init__(self, column_map: Mapping[str, str] | None = None) -> None:
        self.column_map = dict(column_map or {})
        _check_roles(self.column_map)

    @property
    def tags(self) -> Mapping[str, str]:
        """Return what the table can be split by: the column that was named for it."""
        return {"tag": self.column_map["tag"]} if "tag" in self.column_map else {}

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the paths that the user named; nothing where names tell."""
        return paths_of(self.column_map.values())

    def recognises(
        self, columns: Sequence[str], _sample: Sequence[Mapping[str, object]], /
    ) -> str | None:
        """Return which column is what, None where one of the three needed is not there."""
        found = self._roles(columns)
        if not {"time", "output"} <= set(found) or not {"input", "uncached"} & set(found):
            return None
        return ", ".join(f"{role} is {column!r}" for role, column in found.items())

    def normalise(self, table: "ir.Table", *, by: str = "") -> "ir.Table":
        """Return the table in normal form."""
        return self._declared(self._roles(table.columns)).normalise(table, by=by)

    def histograms(self, _table: "ir.Table") -> "ir.Table | None":
        """Return nothing: a table has no histograms."""
        return None

    def _declared(self, found: Mapping[str, str]) -> Declared:
        """Return the description of a table whose roles are known."""
        apart = "uncached" in found
        plain: dict[str, Any] = {name: found.get(name, "") for name in PLAIN}
        return Declared(
            name=NAME,
            title=self.title,
            signature=(),
            time=found["time"],
            end=found.get("end", "") if "requests" in found else "",
            input=found["uncached"] if apart else found["input"],
            input_holds_cached=not apart,
            latency=found.get("latency_ms", ""),
            ttft=found.get("ttft_ms", ""),
            identity=found.get("id", ""),
            tags={"tag": found["tag"]} if "tag" in found else {},
            priority=found.get("priority", ""),
            **plain,
        )

    def example(self, calls: Sequence[Call]) -> str:
        """Write a table with obvious names."""
        return csv_text(
            {
                "created_at": iso(call.at),
                "model": call.model,
                "prompt_tokens": call.input,
                "cached_tokens": call.cached,
                "completion_tokens": call.output,
                "latency_ms": call.latency_ms,
                "status": "200" if call.ok else "500",
            }
            for call in calls
        )

    def _roles(self, columns: Sequence[str]) -> dict[str, str]:
        """Return the column of each role: as the user says, else by its name."""
        if not self.column_map:
            return obvious_roles(columns)
        for role, spec in self.column_map.items():
            for column in paths_of([spec]):
                if column not in columns and column.split(".")[0] not in columns:
                    said = f"--map says {role}={spec}, but no column is called so"
                    raise InputError(f"{said}{near(column, tuple(columns))} ({listed(columns)})")
        return self.column_map


PLAIN = ("model", "cached", "cache_write", "output", "reasoning", "requests", "cost", "status",
         "tier")  # fmt: skip
"""Roles that a declaration calls the same."""


def obvious_roles(columns: Sequence[str]) -> dict[str, str]:
    """Return the roles that the names of the columns tell.

    >>> obvious_roles(["Created At", "promptTokens", "text", "completion_tokens"])
    {'time': 'Created At', 'input': 'promptTokens', 'output': 'completion_tokens'}
    """
    plain = {_plain(column): column for column in reversed(columns)}
    return {
        role: plain[_plain(name)]
        for role, names in OBVIOUS.items()
        for name in [next((n for n in names if _plain(n) in plain), "")]
        if name
    }


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def listed(columns: Sequence[str]) -> str:
    """Return the columns for an error: short plain names alone, and not too many.

    Whatever else a first line holds may be what a prompt says. So may all of it where a part looks
    like JSON or a quotation.

    >>> listed(["at", "Prompt Tokens", "Dear Dr. Who"]), listed(["hello", '"role": "user'])
    ('columns found: at, Prompt Tokens and 1 more', 'columns found: 2, without plain names')
    """
    torn = any(set(column) & set(NO_NAME) for column in columns)
    names = [] if torn else [column for column in columns if _is_name(column)][:MOST_LISTED]
    if not names:
        return f"columns found: {len(columns)}, without plain names"
    others = len(columns) - len(names)
    return f"columns found: {', '.join(names)}" + (f" and {others} more" if others else "")


NO_NAME = "{}[]\"'`\n\r"
MOST_LISTED = 30
PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.:/-]{0,39}")
WORDS = frozenset(word for names in OBVIOUS.values() for name in names for word in name.split("_"))


def _is_name(text: str) -> bool:
    """Whether a text is one word as columns are called, or words that known ones consist of."""
    return bool(PLAIN_NAME.fullmatch(text)) or WORDS.issuperset(text.lower().split(" "))


def _check_roles(column_map: Mapping[str, str]) -> None:
    for role in column_map:
        if role not in ROLES:
            hint = near(role, ROLES) or f"; roles are {', '.join(ROLES)}"
            raise InputError(f"unknown role {role!r}{hint}", where="--map")
    told = set(column_map) | ({"input"} if "uncached" in column_map else set())
    missing = [f"{role}=COL" for role in REQUIRED if role not in told]
    if column_map and missing:
        raise InputError(f"also needs {','.join(missing)}", where="--map")
