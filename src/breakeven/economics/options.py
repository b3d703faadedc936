"""Every option of a question: priced at the workload's volume, or excused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.numbers import Array, Flags
from breakeven.domain.offers import Excuse
from breakeven.economics.candidates import candidates
from breakeven.economics.curve import CostCurve
from breakeven.economics.decision import Option
from breakeven.economics.fleet import Replica
from breakeven.economics.fleet_options import fleet_options
from breakeven.economics.market import Market, Question
from breakeven.economics.refusals import Refusal, refusal, worth_saying
from breakeven.economics.rows import FleetRow, Row
from breakeven.economics.token_options import token_options
from breakeven.serving.columns import stack, take


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
    refusals: tuple[Refusal, ...]
    """Concrete options that were refused, all of them."""

    @property
    def guessed(self) -> Flags:
        """Whether a row's rate is the closed form's where others were simulated."""
        return _guessed(self.rows)

    @property
    def excused(self) -> tuple[Option, ...]:
        """Of each model on each accelerator without any working configuration, the last refusal."""
        return worth_saying(self.refusals, working=set(self.group))

    def with_replicas(
        self, answers: Mapping[Replica, Replica | Excuse], question: Question
    ) -> "Options":
        """Return the options with other rates of some replicas; excused ones are no options.

        Rows whose rate stays a guess go last: of equals the first wins.
        """
        rows, refused = list(self.rows), list(self.refusals)
        step_requests, kept = np.array(self.curve.step_requests), np.ones(len(rows), bool)
        for i, row in enumerate(self.rows):
            answer = answers.get(row.replica) if isinstance(row, FleetRow) else None
            if answer is None or not isinstance(row, FleetRow):
                continue
            if isinstance(answer, Excuse):
                kept[i] = False
                name = row.replica.combo.setup(row.candidate.model).id
                refused.append(refusal(name, row.kind, row.candidate, answer, key=row.group))
                continue
            rows[i] = changed = replace(row, replica=answer)
            step_requests[i] = changed.machine_requests_per_day(question)
        left = np.argsort(_guessed(rows), kind="stable")
        left = left[kept[left]]
        curve = replace(self.curve, step_requests=step_requests)
        return Options(
            rows=tuple(rows[i] for i in left),
            ids=tuple(self.ids[i] for i in left),
            curve=take(curve, left, size=len(rows)),
            error=self.error[left],
            people=self.people[left],
            group=tuple(self.group[i] for i in left),
            series=tuple(self.series[i] for i in left),
            refusals=tuple(refused),
        )


def _guessed(rows: Sequence[Row]) -> Flags:
    return np.array([isinstance(r, FleetRow) and r.replica.closed_form is None for r in rows], bool)


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
    return Options(
        rows=tuple(rows),
        ids=tuple(r.id for r in rows),
        curve=stack([r.curve(question) for r in rows]) if rows else CostCurve(),
        error=np.array([r.error for r in rows]),
        people=np.array([r.people(question) for r in rows]),
        group=tuple(r.group for r in rows),
        series=tuple(r.series for r in rows),
        refusals=tuple(refused),
    )
