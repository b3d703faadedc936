"""What a sweep came to, on a terminal: who wins how often, and what went wrong."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from breakeven.domain.sweep import Answered
from breakeven.outputs.names import name_of
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
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("wins", justify="right")
    table.add_column("option")
    table.add_column("$ a month", justify="right")
    for winner, count in found.winners.items():
        bills = [r.usd_per_month or 0.0 for r in found.rows if r.winner == winner]
        low, high = usd(min(bills)), usd(max(bills))
        table.add_row(str(count), str(name_of(winner)), low if low == high else f"{low} to {high}")
    unanswered = sum(bool(row.problem) for row in found.rows)
    said = f"{len(found.rows):,} combinations" + (f", in {found.file}" if found.file else "")
    if unanswered:
        said += f"; {unanswered} of them without an answer (column problem)"
    return Group(Text(said), table)
