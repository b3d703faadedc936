"""The command line: thin, the same verbs as the library.

Each verb lives in a file of its own that is imported only when it is called.
"""

import gc
import os
import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError, ValidationError

from breakeven.cli.failure import fail
from breakeven.cli.options import STDIN
from breakeven.domain.errors import BreakevenError, InputError, UsageError, mistake
from breakeven.outputs.tables import console

EXAMPLES = r"""
Examples:

  breakeven decide --requests-per-day 20000 \
      --input-tokens 1500 --output-tokens 300
  breakeven facts find h100

Each command's own --help says more, with examples. Exit codes: 0 answered,
1 bad input, 2 usage, 3 nothing feasible, 4 a gate failed.
""".strip()

GARBAGE_EVERY = 100_000
"""Objects between two looks for garbage: libraries that load make many, and none is garbage."""
DEBUG = "BREAKEVEN_DEBUG=1 shows where it happened"
VERBS = {
    "decide": "Answer: proprietary API, hosted open weights, or own GPUs; ranked, with reasons.",
    "plan": "Plan many workloads at once: who runs where, on which shared machines, at what cost.",
    "report": "Decide, and write a report that can be handed on: .html, .pdf, .md, .json, .xlsx.",
    "cross": "Find every volume at which the cheaper of two offers changes.",
    "check": "Fail when today's decision is no longer a stored one: it flips, or costs more.",
    "diff": "Explain what changed between two decisions: the question, the facts, each line.",
    "size": "Say whether a model fits on some GPUs, what one replica serves and costs.",
    "simulate": "Serve a log's requests on replicas, token by token, and say how long users wait.",
    "sweep": "Answer all combinations of a scenario's varied values, into one table.",
    "deploy": "Write a chosen option as what a platform reads, such as vLLM or Kubernetes.",
    "validate": "Compare predictions with measured runs.",
    "probe": "Measure an OpenAI-compatible endpoint, in the columns that validate reads.",
    "calibrate": "Fit the speed of engines on accelerators to your own runs.",
    "usage": "Read a usage log: requests, tokens, peaks, and what they cost at list prices.",
    "audit": "Recompute a published cost claim from its own inputs; say what it leaves out.",
    "mcp": "Answer an assistant's questions over the Model Context Protocol.",
    "facts": "Look up the facts that answers rest on, with date and source.",
    "serve": "Serve the page and the HTTP API to this machine.",
}


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("breakeven")
    except PackageNotFoundError:
        return "0 (not installed)"


def _app() -> App:
    """Return the app with its verbs still unread."""
    app = App(
        name="breakeven",
        help="A proprietary API, the same open weights hosted by someone else, or our own GPUs:"
        " which, at what volume does it flip, how sure?",
        help_epilogue=EXAMPLES,
        help_format="plaintext",
        version=_version,
        version_format="plaintext",
        result_action="return_value",
        console=console(sys.stdout),
        print_error=False,
        exit_on_error=False,
        verbose=False,
        suppress_keyboard_interrupt=False,
    )
    for verb, words in VERBS.items():
        app.command(f"breakeven.cli.{verb}:app", name=verb, help=words)
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; no mistake ends in a traceback."""
    given = list(sys.argv[1:] if argv is None else argv)
    if argv is None:  # the process is ours
        gc.set_threshold(GARBAGE_EVERY, *gc.get_threshold()[1:])
    try:
        code = _run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough; Python would complain again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    return code


def _run(given: list[str]) -> int:
    as_json = "--json" in given
    words = [STDIN if word == "-" else word for word in given]
    try:
        return int(_app()(words) or 0)
    except CycloptsError as error:
        return fail(_wrong(error), as_json=as_json)
    except BreakevenError as error:
        return fail(error, as_json=as_json)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        raise
    except Exception as error:
        if os.environ.get("BREAKEVEN_DEBUG"):
            raise
        return fail(mistake(error, hint=DEBUG), as_json=as_json)


def _wrong(error: CycloptsError) -> BreakevenError:
    """Return what is wrong with the options: a value out of its range, or their use."""
    where = error.argument.name if error.argument else ""
    kind = InputError if isinstance(error, ValidationError) else UsageError
    return kind(str(error), where=where)
