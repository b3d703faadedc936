"""Every option of a question: priced at the workload's volume, or excused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.numbers import Array, Flags, Index
from breakeven.domain.offers import Excuse
from breakeven.economics.candidates import candidates
from breakeven.economics.curve import CostCurve
from breakeven.economics.decision import Option
from breakeven.economics.fleet import Replica
from breakeven.economics.fleet_options import fleet_options
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.ledger import Ledger, ledger_of
from breakeven.economics.market import Market, Question
from breakeven.economics.refusals import Refusal, refusal, worth_saying
from breakeven.economics.rows import Row, TokenRow
from breakeven.economics.scaling import followers
from breakeven.economics.token_options import token_options


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Options:
    """What may be bought as rows and one curve of arrays, and what may not with its excuse."""

    rows: tuple[Row, ...]
    ids: tuple[str, ...]
    """Names of the rows."""
    ledger: Ledger
    """What their bills are made of."""
    curve: CostCurve
    """Arrays of shape (rows,)."""
    refusals: tuple[Refusal, ...]
    """Concrete options that were refused, all of them."""

    @property
    def error(self) -> Array:
        """Standard deviation of ln(real / predicted capacity); 0 where nothing is predicted."""
        return np.array([row.error for row in self.rows])

    @property
    def guessed(self) -> Flags:
        """Whether a row's rate is the closed form's where others were simulated."""
        return _guessed(self.rows)

    @property
    def excused(self) -> tuple[Option, ...]:
        """Of each model on each accelerator without any working configuration, the last refusal."""
        return worth_saying(self.refusals, working={row.group for row in self.rows})

    def take(self, places: Index) -> "Options":
        """Return some of the rows."""
        return replace(
            self,
            rows=tuple(self.rows[i] for i in places),
            ids=tuple(self.ids[i] for i in places),
            ledger=self.ledger.take(places),
            curve=self.curve.take(places, size=len(self.rows)),
        )

    def refusing(self, refusals: Sequence[Refusal]) -> "Options":
        """Return the options with these refusals."""
        return replace(self, refusals=tuple(refusals))

    def with_replicas(
        self, answers: Mapping[Replica, Replica | Excuse], question: Question
    ) -> "Options":
        """Return the options with other rates of some replicas; excused ones are no options.

        Rows whose rate stays a guess go last: of equals the first wins.
        """
        rows, refused = list(self.rows), list(self.refusals)
        served: dict[int, float] = {}
        kept = np.ones(len(rows), bool)
        for i, row in enumerate(rows):
            answer = answers.get(row.replica) if isinstance(row, FleetRow) else None
            if answer is None or not isinstance(row, FleetRow):
                continue
            if isinstance(answer, Excuse):
                kept[i] = False
                name = row.replica.combo.setup(row.candidate.model).id
                refused.append(refusal(name, row.kind, row.candidate, answer, key=row.group))
                continue
            rows[i] = changed = replace(row, replica=answer)
            served[i] = changed.machine_requests_per_day(question)
        order = np.argsort(_guessed(rows), kind="stable")
        ledger = self.ledger.with_served(served)
        changed_options = Options(
            rows=tuple(rows),
            ids=self.ids,
            ledger=ledger,
            curve=ledger.curve(question.assumed),
            refusals=tuple(refused),
        )
        return changed_options.take(order[kept[order]])

    def with_tokens(self, changed: Mapping[int, TokenRow], question: Question) -> "Options":
        """Return the options with some token offers priced anew."""
        rows = list(self.rows)
        for i, row in changed.items():
            rows[i] = row
        usd = {i: float(row.drivers(question).request_usd) for i, row in changed.items()}
        ledger = self.ledger.with_request_usd(usd)
        curve = ledger.curve(question.assumed)
        return replace(self, rows=tuple(rows), ledger=ledger, curve=curve)

    def joined(self, more: Sequence[Row], question: Question) -> "Options":
        """Return the options with more rows."""
        if not more:
            return self
        ledger = self.ledger.joined(ledger_of(more, question))
        return Options(
            rows=(*self.rows, *more),
            ids=(*self.ids, *(row.id for row in more)),
            ledger=ledger,
            curve=ledger.curve(question.assumed),
            refusals=self.refusals,
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
    return priced(rows, question, refused)


def priced(rows: Sequence[Row], question: Question, refused: Sequence[Refusal]) -> Options:
    """Return rows with what they cost."""
    ledger = ledger_of(rows, question)
    return Options(
        rows=tuple(rows),
        ids=tuple(row.id for row in rows),
        ledger=ledger,
        curve=ledger.curve(question.assumed),
        refusals=tuple(refused),
    )


def with_followers(found: Options, question: Question) -> Options:
    """Return the options with fleets whose machines follow the load, of those worth it."""
    return found.joined(followers(found.rows, found.curve, question), question)
