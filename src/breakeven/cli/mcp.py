"""`breakeven mcp`."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer
from breakeven.cli.streams import note

if TYPE_CHECKING:
    from breakeven.mcp_server.server import Served

EXAMPLES = r"""
An assistant starts this command and asks over its standard input; how to tell
it so: docs/how-to/ask-from-an-assistant.md. Files are read only in the folders
that --allow names, and none are written.

Examples:

  breakeven mcp --list
  breakeven mcp --allow examples --list --json
""".strip()
OTHERWISE = {"discount_rate_per_year": "discount_rate", "format": "log_format"}
"""Parameters of the library that the command line calls otherwise."""
app = App(name="mcp", help_epilogue=EXAMPLES)


@app.default
def mcp(
    *,
    allow: Annotated[
        tuple[Path, ...],
        Parameter(
            help="Folder whose files the assistant may name. May be repeated.",
            negative="",
            show_default=False,
        ),
    ] = (),
    list_tools: Annotated[
        bool,
        Parameter(name="--list", help="List the tools and end.", negative="", show_default=False),
    ] = False,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Answer an assistant's questions over the Model Context Protocol, on stdin and stdout."""
    from breakeven.mcp_server.allowed import allowed_at
    from breakeven.mcp_server.server import Served, server
    from breakeven.outputs.tool_table import tool_table

    served = Served(allowed=allowed_at(allow), facts=facts, words=_words())
    if list_tools:
        data = {"tools": _listed(served)}
        answer(data, lambda: tool_table(data["tools"]), json=json)
        return 0
    made = server(served)
    if sys.stdin.isatty():
        note("an assistant's program starts this and asks over standard input; Ctrl-D ends it")
    made.run("stdio")
    return 0


def _listed(served: "Served") -> list[dict[str, Any]]:
    return [
        {
            "name": tool.name,
            "description": tool.description,
            "parameters": list(parameters.parameters),
        }
        for tool, parameters in served.tools()
    ]


def _words() -> dict[str, dict[str, str]]:
    """Return what each tool's parameters mean, in the words of the command line's own help."""
    from breakeven.cli import audit, check, cross, decide, diff, facts, plan, simulate, size, usage
    from breakeven.mcp_server.signatures import words_of

    commands: dict[str, Callable[..., Any]] = {
        "decide": decide.decide,
        "report": decide.decide,
        "plan": plan.plan,
        "check": check.check,
        "diff": diff.diff,
        "simulate": simulate.simulate,
        "cross": cross.cross,
        "size": size.size,
        "usage": usage.usage,
        "facts_find": facts.find,
        "facts_show": facts.show,
        "audit": audit.audit,
    }
    found = {name: words_of(command) for name, command in commands.items()}
    for words in found.values():
        words |= {ours: words[theirs] for ours, theirs in OTHERWISE.items() if theirs in words}
    found["claim_terms"] = {"word": "Part of a name, of a meaning or of a unit."}
    return found
