"""What is sent when a control moves: the parts and pictures that change, and nothing else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from annotated_types import Len

from breakeven.economics.decision import Decision
from breakeven.outputs.names import KINDS
from breakeven.web.page.asking import Asked
from breakeven.web.page.drawing import drawings
from breakeven.web.page.ranked import Row
from breakeven.web.page.rendering import parts_html, row_html
from breakeven.web.page.state import LONGEST, MOST_SHOWN

QUICK_PARTS = ("problem", "head", "ranked")
QUICK_PICTURES = ("costs", "regions", "load")
"""What a quick look changes; the rest waits for the whole answer."""
Text = Annotated[str, Len(0, LONGEST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the page's script asks."""

    query: Text
    """Its state."""
    shapes: Annotated[dict[str, str], Len(0, 20)] = field(default_factory=dict)
    """Pictures in sight, with the shapes that it has of them; empty for none."""
    quick: bool = False
    """Whether a hand still moves."""
    rows: Annotated[list[Text], Len(0, MOST_SHOWN + len(KINDS))] = field(default_factory=list)
    """Shapes of the ranking's rows that it shows: of those a quick look is only new numbers."""


def update_of(asked: Asked, wanted: Wanted) -> dict[str, Any]:
    """Return an answer as the script puts it into the page."""
    ranked = asked.view.answer.ranked.rows if asked.view.answer else ()
    patched = bool(wanted.rows and ranked) and not asked.whole
    parts = None if asked.whole else QUICK_PARTS[:-1] if patched else QUICK_PARTS
    return {
        "answered": asked.view.answer is not None,
        "rows": rows(ranked, wanted.rows) if patched else [],
        "numbers": numbers(ranked) if patched else {},
        "query": asked.view.query,
        "link": asked.view.link,
        "whole": asked.whole,
        "sentence": asked.view.sentence,
        "problems": dict(asked.view.problems),
        "parts": parts_html(asked.view, only=parts),
        "pictures": drawn(asked.decision, wanted.shapes, whole=asked.whole),
    }


def rows(ranked: Sequence[Row], shown: Collection[str]) -> list[dict[str, Any]]:
    """Return the ranking's rows in their order, with the text of those that are not shown yet."""
    known = set(shown)
    told = [(row, row.shape) for row in ranked]
    return [
        {"rank": row.rank, "shape": shape} | ({} if shape in known else {"html": row_html(row)})
        for row, shape in told
    ]


def numbers(ranked: Sequence[Row]) -> dict[str, str]:
    """Return the ranking's numbers by their keys."""
    return {f.key: f.text for row in ranked for f in row.figures}


def drawn(
    decision: Decision | None, shapes: Mapping[str, str], *, whole: bool
) -> list[dict[str, Any]]:
    """Return pictures as they are sent; of a quick look, only those that need no samples."""
    if decision is None:
        return []
    wanted = [name for name in shapes if whole or name in QUICK_PICTURES]
    made = {d.id: d for d in drawings(decision, only=wanted)}
    return [
        made[name].to_dict(known=shapes[name]) if name in made else {"id": name, "none": True}
        for name in wanted
    ]
