"""The answers of `breakeven validate` and `breakeven calibrate`, for people."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from breakeven.outputs.numbers import count, percent
from breakeven.outputs.tables import number_column, section, table

SHOWN = 20
"""Groups and reasons that a table shows."""


def validation_table(found: Mapping[str, Any]) -> RenderableType:
    """Return errors by metric, then by engine, accelerator and model; `found` is the JSON."""
    skipped = _reasons(found["skipped"])
    parts: list[RenderableType] = [
        section("Predicted against measured", _overall(found["overall"]))
    ]
    if found["groups"]:
        words = "By engine, accelerator and model, most values first"
        parts.append(section(words, _groups(found)))
    if skipped:
        total = count(len(found["skipped"]))
        parts.append(section(f"Left out, {total} rows", _listed(skipped)))
    return Group(*parts)


def calibration_table(found: Mapping[str, Any], *, written: str) -> RenderableType:
    """Return errors before and after a fit."""
    head = Text(f"Fitted to {count(found['points'])} values; {written} holds the coefficients.")
    before, after = (section(w, _overall(found[w.lower()])) for w in ("Before", "After"))
    use = Text(f"Give it to any command: --facts {written}", style="dim")
    return Group(head, before, after, use)


def _overall(overall: Mapping[str, Mapping[str, float]]) -> RenderableType:
    made = table("metric", *_columns())
    for metric, errors in overall.items():
        made.add_row(metric, *_cells(errors))
    return made


def _groups(found: Mapping[str, Any]) -> RenderableType:
    made = table("metric", "engine", "accelerator", "model", *_columns())
    for group in sorted(found["groups"], key=lambda g: -g["n"])[:SHOWN]:
        named = (group["metric"], group["engine"], group["gpu"], group["model"])
        made.add_row(*named, *_cells(group))
    return made


def _columns() -> Sequence[Any]:
    names = ("values", "median error", "p90 error", "bias", "in range")
    return [number_column(name) for name in names]


def _cells(errors: Mapping[str, float]) -> tuple[str, ...]:
    return (
        count(errors["n"]),
        percent(errors["median_abs_error"]),
        percent(errors["p90_abs_error"]),
        f"{errors['bias']:+.0%}",
        percent(errors["inside_range"]),
    )


def _reasons(skipped: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for one in skipped:
        counted[one["reason"]] = counted.get(one["reason"], 0) + 1
    return counted


def _listed(reasons: Mapping[str, int]) -> RenderableType:
    made = table(number_column("rows"), "reason")
    for reason, rows in sorted(reasons.items(), key=lambda r: -r[1])[:SHOWN]:
        made.add_row(count(rows), reason)
    return made
