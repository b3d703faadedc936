"""The cost of a successful task for the rows of a decision."""

from collections.abc import Mapping, Sequence

from breakeven.domain.tasks import Tasks
from breakeven.economics.decision import Option
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.market import Market, Question
from breakeven.economics.rows import Row, TokenRow
from breakeven.economics.task_cost import TaskCost
from breakeven.economics.task_costs import attempt_of, task_costs


def costs_of_tasks(
    market: Market,
    question: Question,
    ranked: Sequence[Option],
    rows: Sequence[Row],
    *,
    samples: int,
) -> Mapping[str, TaskCost]:
    """Return what a successful task costs with each option, by its id; nothing for no tasks.

    `rows` are those of `ranked`, in the same order.
    """
    if question.tasks == Tasks():
        return {}
    volume = question.requests_per_month
    attempts = (
        attempt_of(option, precision=precision_of(row), requests_per_month=volume)
        for option, row in zip(ranked, rows, strict=True)
    )
    priced = [a for a in attempts if a is not None]
    return task_costs(market, question, priced, samples=max(samples, 64))


def precision_of(row: Row) -> str:
    """Return how the weights of a row are stored, empty where nobody says."""
    if isinstance(row, FleetRow):
        return row.replica.combo.precision.id
    return row.offer.quantisation if isinstance(row, TokenRow) else ""
