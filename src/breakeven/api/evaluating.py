"""What the requests are for, and the results of one's own evaluations, as a question takes them."""

from dataclasses import replace
from pathlib import Path

from breakeven.domain.evaluation import Evaluation
from breakeven.domain.tasks import Tasks
from breakeven.inputs.catalog import Catalog
from breakeven.inputs.evaluations import named, read_evaluations


def tasks_of(tasks: Tasks, catalog: Catalog) -> Tasks:
    """Return the tasks with the id of the model that the workload's tokens were counted with."""
    if not tasks.counted_with:
        return tasks
    return replace(tasks, counted_with=catalog.model(tasks.counted_with).id)


def evaluations_of(
    tasks: Tasks, catalog: Catalog, *, folder: Path
) -> tuple[tuple[Evaluation, ...], tuple[str, ...]]:
    """Return the results in a scenario's files under our models' ids, and warnings.

    Raises InputError for a file that is no result of a known evaluator, with its place.
    """
    read = (read_evaluations(folder / name, kind=tasks.kind) for name in tasks.evaluations)
    return named((e for found in read for e in found), catalog, names=tasks.models)
