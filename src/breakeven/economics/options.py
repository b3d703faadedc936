"""Every option of a question: priced at the workload's volume, or excused."""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.economics.candidates import candidates
from breakeven.economics.curve import CostCurve
from breakeven.economics.decision import Option
from breakeven.economics.fleet_options import fleet_options
from breakeven.economics.market import Market, Question
from breakeven.economics.refusals import Refusal, worth_saying
from breakeven.economics.rows import Row
from breakeven.economics.token_options import token_options
from breakeven.serving.columns import stack


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Options:
    """What may be bought as rows and one curve of arrays, and what may not with its excuse."""

    rows: tuple[Row, ...]
    ids: tuple[str, ...]
    curve: CostCurve
    """Arrays of shape (rows,)."""
    error: Array
    """Standard deviation of ln(real / predicted capacity); 0 where nothing is predicted."""
    people: Array
    """Part of the fixed cost that people are."""
    group: tuple[str, ...]
    """Rows of one group share the error of their prediction."""
    series: tuple[str, ...]
    """Rows of one series differ only in GPU count, precision and machine."""
    excused: tuple[Option, ...]
    """Of each model on each accelerator without any working configuration, the last refusal."""
    refused: int
    """Concrete options that were refused, all of them."""


def options(market: Market, question: Question) -> Options:
    """Return all options of a question."""
    judged = candidates(market, question)
    rows: list[Row] = []
    refused: list[Refusal] = []
    for found in (
        *token_options(market, question, judged),
        *fleet_options(market, question, judged),
    ):
        if isinstance(found, Refusal):
            refused.append(found)
        else:
            rows.append(found)
    groups = tuple(r.group for r in rows)
    return Options(
        rows=tuple(rows),
        ids=tuple(r.id for r in rows),
        curve=stack([r.curve(question) for r in rows]) if rows else CostCurve(),
        error=np.array([r.error for r in rows]),
        people=np.array([r.people(question) for r in rows]),
        group=groups,
        series=tuple(r.series for r in rows),
        excused=worth_saying(refused, working=set(groups)),
        refused=len(refused),
    )
