"""`breakeven serve`."""

from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.streams import note, say

EXAMPLES = r"""
Only this machine can reach it unless --host says otherwise. Ctrl-C stops it;
so does SIGTERM, as in the example: what is under way is answered first.

Examples:

  timeout --preserve-status 12 breakeven serve --port 0
""".strip()
app = App(name="serve", help_epilogue=EXAMPLES)


@app.default
def serve(
    *,
    host: Annotated[str, Parameter(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, Parameter(help="Port to listen on; 0 takes a free one.", converter=o.whole)
    ] = 8765,
    allow_host: Annotated[
        tuple[str, ...],
        Parameter(
            help="A name by which the server may be called; A,B, or repeated.",
            negative="",
            show_default=False,
        ),
    ] = (),
    workers: Annotated[
        int | None,
        Parameter(
            help="Processes that compute (default: one for each core).",
            converter=o.whole,
            validator=o.positive,
        ),
    ] = None,
    time_limit_seconds: Annotated[
        float, Parameter(help="Longest computation of one answer.", validator=o.positive)
    ] = 60.0,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Serve the page and the HTTP API to this machine."""
    from breakeven.outputs.files import json_text
    from breakeven.web.serving import Listening, listen

    def ready(at: Listening) -> None:
        if json:
            say(json_text({"url": at.url, "host": at.host, "port": at.port}))
        else:
            say(f"breakeven answers at {at.url} (Ctrl-C stops it)")
        if not at.loopback:
            note("warning: other machines can reach it, and nobody is asked for a password")

    listen(
        host=host,
        port=port,
        hosts=o.listed(allow_host),
        processes=workers,
        compute_seconds=time_limit_seconds,
        facts=None if facts is None else str(facts),
        ready=ready,
    )
    return 0
