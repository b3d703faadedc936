"""How the command line says no."""

import sys

from breakeven.outputs.files import json_text


def fail(
    kind: str,
    message: str,
    *,
    code: int,
    as_json: bool,
    said: dict[str, object] | None = None,
) -> int:
    """Print a failure, as JSON to stdout or for people to stderr, and return the exit code."""
    if as_json:
        error = said or {"error": {"kind": kind, "message": message, "where": ""}}
        print(json_text(error))
    else:
        print(f"error: {message}", file=sys.stderr)
    return code
