"""The server: the tools, the user's folders and facts, over standard input and output."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from inspect import Signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

from breakeven.domain.errors import BreakevenError, MissingExtra
from breakeven.mcp_server.allowed import Allowed
from breakeven.mcp_server.signatures import Words
from breakeven.mcp_server.tools import TOOLS, Tool

if TYPE_CHECKING:
    from mcp.server import MCPServer

INSTRUCTIONS = """
breakeven answers which is cheaper for an LLM workload: a proprietary API, the same open weights
hosted by someone, or own GPUs; at what volume it flips; how sure that is. Money is in US dollars, a
month has 30.4375 days unless said otherwise. Say what an answer assumed and its warnings; every
price has a date and a source. Ask the user for the traffic rather than guess it.
""".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What the user decided when the server was started."""

    allowed: Allowed = field(default_factory=Allowed)
    facts: Path | None = None
    words: Mapping[str, Words] = field(default_factory=dict)
    """By tool, what each parameter means."""

    def tools(self) -> Iterable[tuple[Tool, Signature]]:
        """Yield the tools that can be used, with their parameters."""
        with_files = bool(self.allowed.folders)
        for tool in TOOLS:
            if with_files or not tool.only_files:
                words = self.words.get(tool.name, {})
                yield tool, tool.signature(words, with_files=with_files)


def server(served: Served) -> "MCPServer[Any]":
    """Return the server with its tools; raise MissingExtra where the protocol's package lacks."""
    from breakeven import __version__

    try:
        from mcp.server import MCPServer
        from mcp_types import ToolAnnotations
    except ImportError as error:
        raise MissingExtra("serving an assistant", "mcp") from error
    made: MCPServer[Any] = MCPServer(
        name="breakeven", version=__version__, instructions=INSTRUCTIONS, log_level="WARNING"
    )
    reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    for tool, parameters in served.tools():
        made.add_tool(
            _call(tool, parameters, served),
            name=tool.name,
            description=tool.description,
            annotations=reads,
        )
    return made


def _call(tool: Tool, parameters: Signature, served: Served) -> Callable[..., dict[str, Any]]:
    """Return the function that the protocol's package calls; its signature becomes the schema."""
    from mcp.server.mcpserver.exceptions import ToolError

    def call(**asked: Any) -> dict[str, Any]:
        try:
            found: dict[str, Any] = tool.answer(asked, allowed=served.allowed, facts=served.facts)
        except BreakevenError as error:
            raise ToolError(str(error)) from error
        return found

    call.__name__ = tool.name
    call.__signature__ = parameters  # type: ignore[attr-defined]
    call.__annotations__ = {name: p.annotation for name, p in parameters.parameters.items()}
    return call
