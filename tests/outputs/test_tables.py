from io import StringIO

import pytest

from breakeven.outputs.tables import PIPED, WIDEST, console, warnings


def test_a_pipe_is_a_hundred_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert console(StringIO()).width == PIPED


def test_a_wide_terminal_is_not_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    assert console(StringIO()).width == WIDEST


def test_no_colour_in_a_pipe() -> None:
    stream = StringIO()
    console(stream).print("[bold]x[/bold]", style="red")
    assert stream.getvalue() == "[bold]x[/bold]\n"


def test_no_warnings_no_section() -> None:
    assert warnings(()) == ()
