"""Any table whose columns have obvious names, or whose columns are named by the user."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from breakeven.domain.errors import InputError
from breakeven.inputs.records import near
from breakeven.inputs.usage.normal import normal

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
    "priority": (),  # only where someone names it: lower is served first
}  # fmt: skip
ROLES = tuple(OBVIOUS)


class Columns:
    """A table and which of its columns plays which role."""

    name = NAME
    prefix_block_tokens = 0
    expected = "a time, input tokens (prompt_tokens ...) and output tokens (completion_tokens ...)"

    def __init__(self, column_map: Mapping[str, str] | None = None) -> None:
        self.column_map = dict(column_map or {})
        _check_roles(self.column_map)

    def recognises(
        self, columns: Sequence[str], _sample: Sequence[Mapping[str, object]], /
    ) -> str | None:
        """Return which column is what, None where one of the three needed is not there."""
        found = self._roles(columns)
        if not set(REQUIRED) <= set(found):
            return None
        return ", ".join(f"{role} is {column!r}" for role, column in found.items())

    def normalise(self, table: "ir.Table") -> "ir.Table":
        """Return the table in normal form."""
        found = {role: table[column] for role, column in self._roles(table.columns).items()}
        return normal(
            table,
            time=found["time"],
            input_tokens=found["input"],
            output_tokens=found["output"],
            cached=found.get("cached"),
            model=found.get("model"),
            requests=found.get("requests"),
            end=found.get("end") if "requests" in found else None,
            priority=found.get("priority"),
        )

    def _roles(self, columns: Sequence[str]) -> dict[str, str]:
        """Return the column of each role: as the user says, else by its name."""
        if not self.column_map:
            return obvious_roles(columns)
        for role, column in self.column_map.items():
            if column not in columns:
                said = f"--map says {role}={column}, but no column is called so"
                raise InputError(f"{said}{near(column, tuple(columns))} ({listed(columns)})")
        return self.column_map


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
    """Return the columns for an error; a table has names, so a long one is cut."""
    names = [c if len(c) <= 40 else f"{c[:37]}..." for c in columns[:30]]
    more = f" and {len(columns) - 30} more" if len(columns) > 30 else ""
    return f"columns found: {', '.join(names) or 'none'}{more}"


def _check_roles(column_map: Mapping[str, str]) -> None:
    for role in column_map:
        if role not in ROLES:
            hint = near(role, ROLES) or f"; roles are {', '.join(ROLES)}"
            raise InputError(f"unknown role {role!r}{hint}", where="--map")
    missing = [f"{role}=COL" for role in REQUIRED if role not in column_map]
    if column_map and missing:
        raise InputError(f"also needs {','.join(missing)}", where="--map")
