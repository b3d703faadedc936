"""The figures of files and functions, on a file made by hand."""

from pathlib import Path

import pytest

from tools.shape import MOST_FILE_LINES, main, report, shape_of

CODE = '''\
"""A noun."""

# alone on its line
x = 1  # behind code


def f():
    # inside
    return x


class A:
    async def g(self):
        return 1
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(CODE, encoding="utf-8")
    return tmp_path


def test_lines_functions_and_comments_are_counted(folder: Path) -> None:
    shape = shape_of(folder / "a.py")
    assert shape.lines == 14
    assert shape.comment_lines == 2
    assert sorted(shape.functions) == [("f", 3), ("g", 2)]


def test_a_short_file_passes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder)]) == 0
    assert "TOO LONG" not in capsys.readouterr().out


def test_a_file_past_the_limit_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "b.py").write_text("x = 1\n" * (MOST_FILE_LINES + 1), encoding="utf-8")
    assert main([str(folder)]) == 1
    assert "b.py has 401 lines" in capsys.readouterr().out


def test_a_long_function_is_named(folder: Path) -> None:
    path = folder / "c.py"
    path.write_text("def long():\n" + "    x = 1\n" * 40, encoding="utf-8")
    assert any("long has 41 lines" in line for line in report([shape_of(path)]))


def test_nothing_found_is_no_mistake(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 0
