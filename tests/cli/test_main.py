import gc
import json
import os
import subprocess
import sys

import pytest

from breakeven.cli import main
from breakeven.domain.errors import GateFailed, InputError, NothingFeasible, UnknownName, UsageError
from tests.cli.conftest import Library, Run

FIVE = ("decide", "--requests-per-day", "5", "--input-tokens", "5", "--output-tokens", "5")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("decid",), 'Did you mean "decide"?'),
        (("decide", "--request-per-day", "5"), "Did you mean --requests-per-day?"),
        (("decide", "--requests-per-day", "many"), 'unable to convert "many" into float'),
        (("decide", "--as-of", "yesterday"), 'unable to convert "yesterday" into date'),
        (("cross", "api:a"), "requires an argument"),
        (("size", "m"), "--gpu requires an argument"),
        (("decide", "a.toml", "b.toml"), "b.toml"),
    ],
)
def test_mistakes_of_usage(run: Run, words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("error: ")
    assert said in done.err


@pytest.mark.parametrize("value", ["-3", "0", "nan", "inf"])
def test_values_out_of_range(run: Run, library: Library, value: str) -> None:
    done = run("decide", "--requests-per-day", value)
    assert done.code == 1
    assert "for --requests-per-day. Expected a number above 0." in done.err
    assert not library.asked


def test_a_failure_as_json(run: Run) -> None:
    done = run("decide", "--requests-per-day", "-3", "--json")
    assert done.code == 1
    assert json.loads(done.out)["error"]["kind"] == "bad-input"
    assert json.loads(done.out)["error"]["where"] == "--requests-per-day"
    assert done.err == ""


def test_usage_as_json(run: Run) -> None:
    done = run("decide", "--json", "--nonsense")
    assert (done.code, json.loads(done.out)["error"]["kind"]) == (2, "usage")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("no", where="a.toml"), 1),
        (UnknownName("model", "gtp-4o", ["gpt-4o"]), 1),
        (UsageError("no"), 2),
        (NothingFeasible("no"), 3),
        (GateFailed("no"), 4),
    ],
)
def test_each_error_has_its_code(run: Run, library: Library, error: Exception, code: int) -> None:
    library.answers["decide"] = error
    done = run(*FIVE)
    assert done.code == code
    assert done.err == f"error: {error}\n"


def test_a_mistake_of_our_own_is_no_traceback(run: Run, library: Library) -> None:
    library.answers["decide"] = KeyError("x")
    done = run(*FIVE)
    assert done.code == 1
    assert "please report it" in done.err
    assert "Traceback" not in done.err


def test_a_mistake_of_our_own_can_be_looked_into(
    run: Run, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BREAKEVEN_DEBUG", "1")
    library.answers["decide"] = KeyError("x")
    with pytest.raises(KeyError):
        run(*FIVE)


def test_an_interruption_is_quiet(run: Run, library: Library) -> None:
    library.answers["decide"] = KeyboardInterrupt()
    done = run(*FIVE)
    assert (done.code, done.out, done.err) == (130, "", "")


@pytest.mark.parametrize("words", [("--help",), ("decide", "--help"), ("facts", "find", "--help")])
def test_help(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.code == 0
    assert "Usage: breakeven" in done.out


def test_version(run: Run) -> None:
    done = run("--version")
    assert done.code == 0
    assert done.out.strip()


def _process(words: str, *, shell: str = "") -> "subprocess.CompletedProcess[str]":
    """Run the command line in a process of its own."""
    code = "import sys; from breakeven.cli import main; sys.exit(main())"
    line = f'"{sys.executable}" -W error -c "{code}" {words} {shell}'
    known = os.pathsep.join(p for p in sys.path if p)
    return subprocess.run(
        ["/bin/sh", "-c", line],
        env={**os.environ, "PYTHONPATH": known},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_reads_no_heavy_library() -> None:
    code = (
        "import sys; from breakeven.cli import main; main(['--help']);"
        "heavy = {'numpy', 'pydantic', 'ibis', 'genai_prices', 'vl_convert'} & set(sys.modules);"
        "sys.exit(bool(heavy))"
    )
    known = os.pathsep.join(p for p in sys.path if p)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": known},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0


def test_whoever_calls_it_keeps_a_garbage_collector_as_it_was() -> None:
    before = gc.get_threshold()
    main(["--version"])
    assert gc.get_threshold() == before


def test_a_closed_pipe_is_quiet() -> None:
    done = _process("decide --help", shell="| head -1")
    assert done.stderr == ""
    assert done.stdout.startswith("Usage")


def test_a_pipe_that_nobody_reads_is_quiet() -> None:
    done = _process("decide --help", shell="| true")
    assert done.stderr == ""
