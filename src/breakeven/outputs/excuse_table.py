"""Why options were rejected: how many for each reason, with one example."""

from collections import Counter
from collections.abc import Sequence

from rich.table import Column, Table
from rich.text import Text

from breakeven.economics.decision import Option
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import count
from breakeven.outputs.tables import number_column, table


def excuse_table(options: Sequence[Option]) -> Table:
    """Return reasons by how often they were given."""
    reasons = Counter(o.excuse.reason for o in options if o.excuse)
    made = table(number_column("count"), Column("reason", no_wrap=True), Column("for example"))
    for reason, number in reasons.most_common():
        example = next(o for o in options if o.excuse and o.excuse.reason == reason)
        detail = example.excuse.detail if example.excuse else ""
        text = Text.assemble(f"{name_of(example.id)}: ", (detail, "dim"))
        made.add_row(count(number), reason.replace("-", " "), text)
    return made
