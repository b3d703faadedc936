"""What a sweep came to, on a terminal: who wins how often, and what went wrong."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from breakeven.domain.sweep import Answered
from breakeven.outputs.numbers import usd

if TYPE_CHECKING:
    from rich.console import RenderableType


class SweepAnswer(Protocol):
    """What is shown of a sweep."""

    @property
    def rows(self) -> tuple[Answered, ...]:
        """The combinations."""

    @property
    def winners(self) -> Mapping[str, int]:
        """How often each option wins."""

    @property
    def file(self) -> str:
        """Where the rows are."""


def sweep_table(found: SweepAnswer) -> "RenderableType":
    """Return the winners and between which bills they win."""
    from rich.console import Group
    from rich.table import Column
    from rich.text import Text

    from breakeven.outputs.tables import number_column, offer_text, table

    unanswered = sum(bool(row.problem) for row in found.rows)
    said = f"{len(found.rows):,} combinations" + (f", in {found.file}" if found.file else "")
    if unanswered:
        said += f"; {unanswered} of them without an answer (column problem)"
    shown = table(number_column("wins"), Column("option"), number_column("$ a month"))
    for winner, count in found.winners.items():
        bills = [r.usd_per_month or 0.0 for r in found.rows if r.winner == winner]
        low, high = usd(min(bills)), usd(max(bills))
        cost = low if low == high else f"{low} to {high}"
        shown.add_row(str(count), offer_text(winner), cost)
    return Group(Text(said), Text(), shown) if found.winners else Text(said)
