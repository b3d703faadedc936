"""Print how long files and functions are; fail where a file holds two nouns."""

import ast
import io
import sys
import tokenize
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

MOST_FILE_LINES = 400
LONG_FUNCTION_LINES = 40
NO_CODE = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The figures of one file."""

    path: Path
    lines: int
    comment_lines: int
    """Lines with nothing but a comment."""
    functions: tuple[tuple[str, int], ...]
    """Name and length in lines, docstring included."""


def shape_of(path: Path) -> Shape:
    """Return the figures of a Python file."""
    text = path.read_text(encoding="utf-8")
    found = [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return Shape(
        path=path,
        lines=len(text.splitlines()),
        comment_lines=_comment_lines(text),
        functions=tuple(found),
    )


def _comment_lines(text: str) -> int:
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    comments = {t.start[0] for t in tokens if t.type == tokenize.COMMENT}
    return len(comments - {t.start[0] for t in tokens if t.type not in NO_CODE})


def percentile(values: Sequence[int], share: float) -> int:
    """Return the least value that `share` of the values do not exceed.

    >>> percentile([1, 2, 3, 4], 0.5), percentile([], 0.5)
    (2, 0)
    """
    return sorted(values)[max(ceil(share * len(values)) - 1, 0)] if values else 0


def row(name: str, shapes: Sequence[Shape]) -> str:
    """Return one line of the table."""
    lengths = [length for shape in shapes for _, length in shape.functions]
    lines = [shape.lines for shape in shapes]
    figures = (
        len(shapes),
        sum(lines),
        percentile(lines, 0.5),
        max(lines, default=0),
        len(lengths),
        percentile(lengths, 0.5),
        percentile(lengths, 0.95),
        sum(length > LONG_FUNCTION_LINES for length in lengths),
    )
    comments = sum(shape.comment_lines for shape in shapes) / max(sum(lines), 1)
    return f"{name:24}" + "".join(f"{figure:>8,}" for figure in figures) + f"{comments:>10.1%}"


def report(shapes: Sequence[Shape]) -> Iterable[str]:
    """Yield the table and what sticks out of it."""
    heads = ("files", "lines", "median", "longest", "functs", "median", "p95", "long")
    yield f"{'':24}" + "".join(f"{head:>8}" for head in heads) + f"{'comments':>10}"
    folders = sorted({_folder(shape.path) for shape in shapes})
    for folder in folders:
        yield row(folder, [shape for shape in shapes if _folder(shape.path) == folder])
    yield row("all", shapes)
    for shape in shapes:
        for name, length in shape.functions:
            if length > LONG_FUNCTION_LINES:
                yield f"long function: {shape.path}: {name} has {length} lines"
    for shape in too_long(shapes):
        yield f"TOO LONG: {shape.path} has {shape.lines} lines, {MOST_FILE_LINES} at most; split it"


def too_long(shapes: Iterable[Shape]) -> list[Shape]:
    """Return the files beyond the limit."""
    return [shape for shape in shapes if shape.lines > MOST_FILE_LINES]


def _folder(path: Path) -> str:
    return str(Path(*path.parent.parts[:3]))


def main(folders: Sequence[str]) -> int:
    """Print the figures of some folders; 1 when a file is too long."""
    shapes = [shape_of(path) for folder in folders for path in sorted(Path(folder).rglob("*.py"))]
    for line in report(shapes):
        print(line)
    return 1 if too_long(shapes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["src"]))
