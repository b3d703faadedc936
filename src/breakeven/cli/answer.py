"""How the command line answers: one JSON object, or a table for people."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from breakeven.cli.streams import note, say
from breakeven.outputs.files import json_text

if TYPE_CHECKING:
    from rich.console import RenderableType


def answer(
    data: Mapping[str, object],
    render: "Callable[[], RenderableType]",
    *,
    json: bool,
    warnings: Sequence[str] = (),
) -> None:
    """Print a result: with `json` the data alone on stdout and warnings on stderr."""
    if json:
        for warning in warnings:
            note(f"warning: {warning}")
        say(json_text(data))
        return
    from breakeven.outputs.tables import console

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    console(sys.stdout).print(render())
