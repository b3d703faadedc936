"""What is sent when a control moves: the parts and pictures that change, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from annotated_types import Len

from breakeven.economics.decision import Decision
from breakeven.web.page.asking import Asked
from breakeven.web.page.drawing import drawings
from breakeven.web.page.rendering import parts_html
from breakeven.web.page.state import LONGEST
from breakeven.web.page.view import View

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
    order: Text = ""
    """Digest of the ranking that it shows; while that stays, a quick look is only new numbers."""


def update_of(asked: Asked, wanted: Wanted) -> dict[str, Any]:
    """Return an answer as the script puts it into the page."""
    order = asked.view.answer.ranked.order if asked.view.answer else ""
    same = not asked.whole and order == wanted.order
    parts = None if asked.whole else QUICK_PARTS if not same else QUICK_PARTS[:-1]
    return {
        "answered": asked.view.answer is not None,
        "order": order,
        "numbers": numbers(asked.view) if same else {},
        "query": asked.view.query,
        "link": asked.view.link,
        "whole": asked.whole,
        "sentence": asked.view.sentence,
        "problems": dict(asked.view.problems),
        "parts": parts_html(asked.view, only=parts),
        "pictures": drawn(asked.decision, wanted.shapes, whole=asked.whole),
    }


def numbers(view: View) -> dict[str, str]:
    """Return the ranking's numbers by their keys."""
    rows = view.answer.ranked.rows if view.answer else ()
    return {f.key: f.text for row in rows for f in row.figures}


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
