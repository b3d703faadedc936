"""The tools of `breakeven mcp`, for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Column
from rich.text import Text

from breakeven.outputs.tables import table


def tool_table(tools: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Return one row for each tool."""
    made = table(Column("tool", no_wrap=True), Column("what it does", ratio=3), "parameters")
    made.columns[2].ratio = 2
    for tool in tools:
        parameters = Text(", ".join(tool["parameters"]), style="dim")
        made.add_row(tool["name"], Text(tool["description"]), parameters)
    return made
