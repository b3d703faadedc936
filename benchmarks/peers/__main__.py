"""Compare with the peers that are installed: `python -m benchmarks.peers MEASUREMENTS`.

--ours HELD_OUT.csv    rows of the measurements with `fold` and `predicted`: held-out figures too
--page FILE            where the page goes; docs/explanation/peers.md otherwise
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.peers import answers, simulators
from benchmarks.peers.answers import Answered, answer_rows, ask_rows, write_predictions
from benchmarks.peers.comparison import ALL, Errors, compared, held_out, identity, pairs, read_rows
from benchmarks.peers.page import Measured, Speed, page
from benchmarks.peers.question import Question
from breakeven.inputs.catalog import load_catalog

PAGE = Path("docs/explanation/peers.md")
OUT = Path("out/peers")
CHECKPOINT = "checkpoint's precisions"
BUDGET = "8,192 context tokens a step"
Row = dict[str, str]
Asked = list[Question | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of measurements, with our answers."""

    source: str
    rows: list[Row]
    asked: Asked
    ours: Mapping[tuple[str, ...], float]
    seconds: float
    """Ours, the whole process."""


def main(given: Sequence[str]) -> int:
    """Compare and write the page, or say what is missing."""
    parser = argparse.ArgumentParser(prog="benchmarks.peers", description=__doc__)
    parser.add_argument("measurements", type=Path)
    parser.add_argument(
        "--ours",
        type=Path,
        action="append",
        default=[],
        help="held-out predictions: rows of MEASUREMENTS with fold and predicted",
    )
    parser.add_argument("--page", type=Path, default=PAGE)
    options = parser.parse_args(given)
    missing = lacking(options.measurements)
    if missing:
        print(f"bench-peers: skipped, {missing}")
        return 0
    OUT.mkdir(parents=True, exist_ok=True)
    files = list(map(read, paths(options.measurements)))
    files = [file for file in files if any(isinstance(one, Question) for one in file.asked)]
    if not files:
        print(f"bench-peers: skipped, AIConfigurator knows no row of {options.measurements}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        found = measured(files, options.ours, Path(folder))
    options.page.write_text(page(found), encoding="utf-8")
    print(f"{options.page} is written; predictions of each row are in {OUT}")
    return 0


def lacking(measurements: Path) -> str:
    """Return what keeps the comparison from running."""
    if not answers.is_ready(answers.PLACE):
        return "AIConfigurator is not installed: tools/set-up-peer aiconfigurator (needs PyPI once)"
    if not measurements.exists():
        return f"{measurements} is not there: name a file or folder of measurements"
    return ""


def paths(measurements: Path) -> list[Path]:
    """Return the files of a folder, or the one file."""
    return sorted(measurements.glob("*.csv")) if measurements.is_dir() else [measurements]


def measured(files: Sequence[File], held: Sequence[Path], folder: Path) -> Measured:
    """Ask everyone everything."""
    said = {file.source: answer_rows(file.rows, file.asked, folder) for file in files}
    for file in files:
        path = OUT / f"{file.source}-aiconfigurator.csv"
        write_predictions(file.rows, said[file.source], path)
    ours = {file.source: file.ours for file in files}
    folds = held_out([row for path in held for row in read_rows(path)])
    print("AIConfigurator has answered; now otherwise, and the simulators", flush=True)
    return Measured(
        day=datetime.now(tz=UTC).date(),
        shipped=errors(files, said, ours),
        held_out={
            kind: errors(files, said, dict.fromkeys(ours, known)) for kind, known in folds.items()
        },
        variants={name: otherwise(name, files, ours, folder) for name in (CHECKPOINT, BUDGET)},
        reasons=reasons(files, said),
        rows=sum(len(file.rows) for file in files),
        notes=notes(said),
        speeds=speeds(files, said),
        races=simulators.races(folder),
    )


def read(path: Path) -> File:
    """Read a file, ask ours, and put the questions."""
    rows = read_rows(path)
    own = OUT / f"{path.stem}-ours.csv"
    command = (sys.executable, "-m", "breakeven", "validate", str(path), "--predictions", str(own))
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    return File(
        source=path.stem,
        rows=rows,
        asked=ask_rows(rows, load_catalog()),
        ours={identity(row): float(row["predicted"]) for row in read_rows(own) if row["predicted"]},
        seconds=seconds,
    )


def errors(
    files: Sequence[File],
    said: Mapping[str, Answered],
    ours: Mapping[str, Mapping[tuple[str, ...], float]],
) -> list[Errors]:
    """Return errors on all files."""
    return compared(
        [
            pair
            for file in files
            for pair in pairs(
                file.rows, said[file.source].predicted, ours[file.source], file.source
            )
        ]
    )


def otherwise(
    name: str,
    files: Sequence[File],
    ours: Mapping[str, Mapping[tuple[str, ...], float]],
    folder: Path,
) -> list[Errors]:
    """Ask the closed loops with another choice, and return the errors over all engines."""
    said = {}
    for file in files:
        asked = [
            varied(name, one) if isinstance(one, Question) and one.batch else "not asked"
            for one in file.asked
        ]
        said[file.source] = answer_rows(file.rows, asked, folder)
    found = errors(files, said, ours)
    several = {(one.source, one.metric) for one in found if one.engine == ALL}
    return [one for one in found if one.engine == ALL or (one.source, one.metric) not in several]


def varied(name: str, asked: Question) -> Question:
    """Return a question under another choice."""
    if name == BUDGET:
        return replace(asked, ctx_tokens=max(8192, asked.isl))
    if asked.gemm == "nvfp4":
        return asked
    return replace(asked, gemm=None, moe=None, kv=None)


def reasons(files: Sequence[File], said: Mapping[str, Answered]) -> Counter[str]:
    """Count the rows that were not compared by why, figures and names left out."""
    found: Counter[str] = Counter()
    for file in files:
        answered = said[file.source]
        for row, why in zip(file.rows, answered.reasons, strict=True):
            if why:
                found[plain(why)] += 1
            elif identity(row) not in file.ours:
                found["ours: left out by `breakeven validate`, or not predicted"] += 1
    return found


def plain(reason: str) -> str:
    """Return a reason without its particulars."""
    if "OOM" in reason:
        return "AIConfigurator: does not fit into memory"
    _, _, error = reason.partition("Error: ")
    if not error:
        return reason
    return "AIConfigurator: " + re.sub(r"'[^']*'|\d+", "…", error).strip()


def notes(said: Mapping[str, Answered]) -> list[str]:
    """Return what it used."""
    versions = sorted({version for one in said.values() for version in one.versions})
    questions = sum(one.questions for one in said.values())
    hybrid = sum(one.hybrid for one in said.values())
    return [
        f"Version {next(iter(said.values())).version}, databases {', '.join(versions)};"
        f" {questions:,} questions, {hybrid:,} of them answered with modelled operators too:"
    ]


def speeds(files: Sequence[File], said: Mapping[str, Answered]) -> list[Speed]:
    """Return both runs' times on every file."""
    found = []
    for file in files:
        answered = said[file.source]
        values = sum(one is not None for one in answered.predicted)
        each = (
            f"{answered.estimates:,} estimates, {answered.median_seconds * 1e3:.1f} ms each in the"
            " median once its tables are loaded"
        )
        name = f"AIConfigurator, {file.source}"
        found += [
            Speed(name=f"ours, {file.source}", values=len(file.ours), seconds=file.seconds,
                  note="with a range for each"),
            Speed(name=name, values=values, seconds=answered.seconds, note=each),
        ]  # fmt: skip
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
