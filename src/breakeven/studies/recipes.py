"""What the bills of the leading options are computed from, so that they can be computed again."""

from collections.abc import Iterable, Sequence

import numpy as np

from breakeven.economics.market import Question
from breakeven.economics.options import Options, priced
from breakeven.economics.prospect import Prospect
from breakeven.economics.recipe import JointRecipe, Recipe, recipe_of
from breakeven.studies.commitment import committed
from breakeven.studies.mixture import Mixture
from breakeven.studies.worlds import Worlds

RECIPES = 20
"""Options whose bills can be computed again from what the answer carries."""


def recipes(
    question: Question,
    shown: Options,
    found: Options,
    curves: Iterable[str],
    ahead: Prospect | None,
) -> tuple[Recipe, ...]:
    """Return what the bills of the leading options are computed from, cheapest first.

    They are those whose curves are compared, the best of each way to buy, and the first over the
    months ahead or of today, as far as there is room.
    """
    ways: dict[tuple[str, ...], str] = {}
    for row in shown.rows:
        ways.setdefault((row.kind, row.purchase, getattr(row, "scaling", "")), row.id)
    known = set(found.ids)
    ids = [o.id for o in ahead.options if o.id in known] if ahead else list(shown.ids)
    names = list(dict.fromkeys((*curves, *ids[:1], *ways.values(), *ids)))[:RECIPES]
    places = {name: i for i, name in enumerate(found.ids) if name in set(names)}
    usd = np.asarray(found.curve.cost(question.workload.requests_per_day), float)
    order = np.array(sorted(places.values(), key=lambda i: usd[i]), np.intp)
    return _of_rows(found.take(order), question) if order.size else ()


def joint_recipe(question: Question, mixed: Sequence[Mixture]) -> JointRecipe | None:
    """Return what the bill of the cheapest mixture is computed from."""
    volume = question.workload.requests_per_day
    best = min(mixed, key=lambda one: float(np.asarray(one.curve.cost(volume))), default=None)
    if best is None:
        return None
    return JointRecipe(
        id=best.id,
        parts=_of_rows(priced(best.rows, question, ()), question),
        shares=tuple(part.share for part in best.parts),
        machines=best.parts[0].machines,
        gain=best.gain,
    )


def _of_rows(found: Options, question: Question) -> tuple[Recipe, ...]:
    worlds = committed(Worlds(found=found, question=question, unknowns=()))
    base = np.zeros(len(found.rows)) if worlds.base is None else worlds.base
    return tuple(
        recipe_of(row, question, base=float(b)) for row, b in zip(found.rows, base, strict=True)
    )
