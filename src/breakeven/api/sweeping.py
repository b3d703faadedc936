"""`sweep`: all combinations of a base scenario's varied values, as one tidy table."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from breakeven.api.answering import Terms
from breakeven.api.dates import day
from breakeven.api.numbers import check
from breakeven.api.sweep_point import answered
from breakeven.api.sweep_workers import working
from breakeven.domain.errors import InputError, UsageError
from breakeven.domain.sweep import Answered
from breakeven.economics.simulated import Which
from breakeven.inputs.journal import Journal, fingerprint
from breakeven.inputs.sweep import read_sweep
from breakeven.outputs.tidy import check_table_path, write_table

Progress = Callable[[int, int], None]
"""Told how many combinations are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepReport:
    """The rows of a sweep, in the order of its combinations."""

    axes: tuple[str, ...]
    rows: tuple[Answered, ...]
    file: str
    """Empty where none was written."""
    resumed: int
    """Combinations that an earlier run had answered."""

    @property
    def winners(self) -> dict[str, int]:
        """How many combinations each winner wins, the most frequent first."""
        return dict(Counter(row.winner for row in self.rows if row.winner).most_common())

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven sweep`."""
        return {
            "file": self.file,
            "rows": len(self.rows),
            "axes": list(self.axes),
            "resumed": self.resumed,
            "problems": [
                {"row": row.number, "problem": row.problem} for row in self.rows if row.problem
            ],
            "winners": self.winners,
        }


def sweep(
    path: Path | str,
    *,
    output: Path | str | None = None,
    workers: int = 1,
    cluster: str | None = None,
    simulate: Which = "none",
    samples: int = 512,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
    progress: Progress = lambda _done, _all: None,
) -> SweepReport:
    """Return the answer of every combination, and write them to a .csv or .parquet file.

    `workers` processes answer them, or those of a Dask `cluster` by the address of its scheduler.
    With `output`, what is done is kept beside it until all is: an interrupted sweep goes on there.

    Raises InputError for a bad file, UsageError for workers and a cluster at once.
    """
    check(workers=workers)
    if cluster is not None and workers != 1:
        raise UsageError("--workers and --cluster do not go together: the cluster has its own")
    if samples < 0:
        raise InputError(f"samples must not be below 0, read {samples}", where="options")
    if output is not None:
        check_table_path(output)
    asked, then = read_sweep(path), day(as_of) or date.today()
    overlay = None if facts is None else str(Path(facts).resolve())
    terms = Terms(simulate=simulate, samples=samples, folder=Path(asked.folder).resolve())
    run = fingerprint(asked, then, overlay, terms)
    journal = Journal(Path(output) if output is not None else None, run)
    found = {row.number: row for row in journal.rows()}
    resumed, total = len(found), len(asked.points)
    open_points = [p for p in asked.points if p.number not in found]
    work = partial(
        answered,
        as_of=then,
        facts=overlay,
        folder=str(terms.folder),
        run=run,
        terms=terms,
    )
    progress(resumed, total)
    with journal:
        for row in working(open_points, work, workers=workers, cluster=cluster):
            found[row.number] = row
            journal.add(row)
            progress(len(found), total)
    rows = tuple(found[number] for number in sorted(found))
    if output is not None:
        write_table(output, asked.axes, rows)
        journal.remove()
    written = "" if output is None else str(output)
    return SweepReport(axes=asked.axes, rows=rows, file=written, resumed=resumed)
