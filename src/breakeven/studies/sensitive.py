"""Requests that must stay at home, and the rest outside: what is an option then.

A rule says which share of the requests is sensitive. An API or a host alone is no option then; own
machines are, and so are own machines for that share with the cheapest offer outside for the rest.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from breakeven.domain.offers import Excuse
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.market import Question
from breakeven.economics.options import Options
from breakeven.economics.refusals import refusal
from breakeven.economics.rows import Row, StatedRow
from breakeven.studies.mixture import Mixture, Part, blend

LEAST = 1e-6
"""Share of the requests below which a side serves none."""


def is_home(row: Row) -> bool:
    """Return whether an offer keeps requests on own or rented machines."""
    return isinstance(row, FleetRow | StatedRow)


def at_home(found: Options, question: Question) -> Options:
    """Return the options for requests of which some must stay at home; the others are excused."""
    share = question.rules.sensitive_share
    if not share:
        return found
    home = np.array([i for i, row in enumerate(found.rows) if is_home(row)], int)
    excuse = Excuse(
        reason="residency",
        detail=f"{share:.0%} of the requests must stay at home (sensitive_share): it is an option"
        " for the rest only",
    )
    refused = [
        refusal(row.id, row.kind, row.candidate, excuse, provider=row.provider)
        for row in found.rows
        if not is_home(row)
    ]
    return replace(found.take(home), refusals=(*found.refusals, *refused))


def splits(found: Options, question: Question) -> tuple[Mixture, ...]:
    """Return of each kind of own machines the cheapest for what is sensitive, the rest outside."""
    share = question.rules.sensitive_share
    if not LEAST <= share <= 1.0 - LEAST:
        return ()
    volume = question.workload.requests_per_day
    home = [i for i, row in enumerate(found.rows) if is_home(row)]
    away = [i for i, row in enumerate(found.rows) if not is_home(row)]
    outside = _cheapest(found, away, volume * (1.0 - share))
    best = {
        kind: _cheapest(found, [i for i in home if found.rows[i].kind == kind], volume * share)
        for kind in dict.fromkeys(found.rows[i].kind for i in home)
    }
    return tuple(
        _split(found, inside, outside, share)
        for inside in best.values()
        if inside is not None and outside is not None
    )


def _cheapest(found: Options, places: Sequence[int], volume: float) -> int | None:
    usd = np.asarray(found.curve.cost(volume), float)
    return min(places, key=lambda i: (usd[i], found.ids[i]), default=None)


def _split(found: Options, inside: int, outside: int, share: float) -> Mixture:
    parts = tuple(
        Part(row=found.rows[i], curve=found.curve.pick(i), share=s)
        for i, s in ((inside, share), (outside, 1.0 - share))
    )
    return blend(
        parts,
        name=f"split:{found.ids[inside]}+{found.ids[outside]}",
        said=f"the {share:.0%} of the requests that are sensitive stay on these machines, the rest"
        f" goes to {found.ids[outside]}; somebody must tell them apart",
    )
