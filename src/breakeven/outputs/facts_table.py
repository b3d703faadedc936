"""Facts with value, unit, date and source, for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Column
from rich.text import Text

from breakeven.outputs.numbers import UNKNOWN, plain
from breakeven.outputs.tables import bullets, pairs, table

HEADS = ("value", "unit", "date", "source")
OWN = ("id", "kind", "url", "note")
"""What all values of a thing have in common."""
SHOWN = 60
"""Facts that are listed; a longer list asks for a narrower word."""

Fact = Mapping[str, Any]


def facts_table(
    facts: Sequence[Fact], *, none: str = "No fact carries that word."
) -> RenderableType:
    """Return one line for each fact."""
    if not facts:
        return Text(none)
    made = table(
        Column("fact", ratio=4),
        Column(Text("value", justify="right"), justify="right", ratio=3),
        Column("unit", max_width=16),
        Column("date", no_wrap=True, min_width=10),
        Column("source", ratio=3, style="dim"),
    )
    for fact in facts[:SHOWN]:
        made.add_row(Text(title(fact)), *(Text(value_text(fact.get(head))) for head in HEADS))
    if len(facts) <= SHOWN:
        return made
    left = len(facts) - SHOWN
    return Group(made, Text(f"and {left} more: a longer word finds fewer", style="dim"))


def title(fact: Fact) -> str:
    """Return what a fact is about."""
    parts = [fact.get(key) for key in ("id", "what", "name", "fact") if fact.get(key)]
    return " ".join(dict.fromkeys(str(part) for part in parts)) or UNKNOWN


def value_text(value: object) -> str:
    """Return a value of any type."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return plain(value)
    if isinstance(value, list | tuple):
        return ", ".join(value_text(v) for v in value) or UNKNOWN
    if isinstance(value, dict):
        return ", ".join(f"{k} {value_text(v)}" for k, v in value.items()) or UNKNOWN
    return str(value)


def fact_table(fact: Fact) -> RenderableType:
    """Return all that is known of one thing: its values, each with its source."""
    values = fact.get("values")
    if not values:
        return facts_table([fact])
    own = [(key, Text(value_text(fact.get(key)))) for key in OWN if fact.get(key)]
    named = [{**value, "id": ""} for value in values if value.get("value") not in (0, "", None)]
    return Group(pairs(own), Text(), facts_table(named))


def problems_table(problems: Sequence[str]) -> RenderableType:
    """Return the rules that facts break."""
    if not problems:
        return Text("All facts obey the rules.", style="green")
    return bullets(problems)
