"""The results of one's own evaluations, as a question takes them."""

from pathlib import Path

from breakeven.domain.evaluation import Evaluation
from breakeven.domain.tasks import Tasks
from breakeven.inputs.catalog import Catalog
from breakeven.inputs.evaluations import named, read_evaluations


def evaluations_of(
    tasks: Tasks, catalog: Catalog, *, folder: Path
) -> tuple[tuple[Evaluation, ...], tuple[str, ...]]:
    """Return the results in a scenario's files under our models' ids, and warnings.

    Raises InputError for a file that is no result of a known evaluator, with its place.
    """
    read = [
        found
        for name in tasks.evaluations
        for found in read_evaluations(folder / name, kind=tasks.kind)
        if not tasks.evaluation or found.task == tasks.evaluation
    ]
    found, warnings = named(read, catalog, names=tasks.models)
    if tasks.evaluation and tasks.evaluations and not read:
        warnings = (*warnings, f"no file holds an evaluation called {tasks.evaluation!r}")
    return found, warnings
