"""How the command line says no."""

from breakeven.cli.streams import note, say
from breakeven.domain.errors import BreakevenError
from breakeven.outputs.files import json_text


def fail(error: BreakevenError, *, as_json: bool) -> int:
    """Print a failure, as JSON to stdout or for people to stderr, and return its exit code."""
    if as_json:
        say(json_text(error.to_dict()))
    else:
        named = error.where in error.message
        note(f"error: {error.message if named else error}")
    return error.exit_code
