"""Where the lesson errs about quality: what fewer bits cost, and models that are not equal."""

from collections.abc import Iterable
from typing import Final

from breakeven.domain.errors import InputError
from breakeven.domain.model import QualityScore
from breakeven.domain.quality import QualityChange
from breakeven.inputs.catalog import Catalog
from breakeven.lesson.difference import Difference

ARENA: Final = "lmarena-text"
PAIRS: Final = (("gpt-4o-mini", "llama-3.1-8b"), ("gpt-4o-2024-05-13", "llama-3.1-70b"))
"""An API's model and the own one that the lesson sets against it."""
LOSSES: Final = (
    ("all", "fp8", "general"),
    ("all", "int8", "general"),
    ("70b-and-above", "int4", "general"),
    ("below-70b", "int4", "general"),
    ("all", "int4", "long-context-worst"),
    ("all", "int4", "hallucinated-tool-calls"),
)
"""Scope, precision and task."""


def bits_lost(catalog: Catalog) -> Difference:
    """Return what the lesson says about the quality that quantisation costs."""
    known = {(c.scope, c.precision, c.task): c for c in catalog.quality_changes}
    changes = [known[key] for key in LOSSES if key in known]
    return Difference(
        topic="quality lost by quantisation",
        lesson_says="8-bit about 2 %, 4-bit about 5 %",
        fact="; ".join(_change(change) for change in changes),
        why="the loss depends on the method, the model's size and above all the task: what short"
        " tasks hide shows on long contexts and in tool calls; measure on your own",
        source="; ".join(dict.fromkeys(str(change.provenance) for change in changes)),
    )


def _change(change: QualityChange) -> str:
    unit = " %" if change.unit == "percent" else f" {change.unit}"
    low, mid, high = (f"{v:+g}" for v in (change.change_low, change.change_mid, change.change_high))
    spread = mid if low == high else f"{low} to {high}"
    scope = "" if change.scope == "all" else f", {change.scope.replace('-', ' ')}"
    return f"{change.precision}{scope}, {change.task.replace('-', ' ')}: {spread}{unit}"


def unequal(catalog: Catalog) -> Difference:
    """Return what the lesson leaves out: the models that it compares are not of equal quality."""
    scores = {score.model: score for score in catalog.quality if score.benchmark == ARENA}
    if not scores:
        raise InputError(f"no fact says how models score on {ARENA}", where="quality")
    pairs = [(scores[a], scores[b]) for a, b in PAIRS if a in scores and b in scores]
    return Difference(
        topic="models of unequal quality",
        lesson_says="compares gpt-4o-mini with the 8B and gpt-4o with the 70B, by cost alone",
        fact="; ".join(
            f"{a.model} {a.score:.0f}, {b.model} {b.score:.0f}: {a.score - b.score:.0f} apart;"
            f" the closest Llama is {_closest(a, scores.values())}"
            for a, b in pairs
        ),
        why="a cheaper model that answers worse is another product; compare at equal quality, or"
        " say what the difference is worth",
        source=f"{ARENA} (elo points), {pairs[0][0].provenance}",
    )


def _closest(score: QualityScore, scores: Iterable[QualityScore]) -> str:
    llamas = [other for other in scores if other.model.startswith("llama")]
    best = min(llamas, key=lambda other: abs(other.score - score.score))
    return f"{best.model} {best.score:.0f}"
