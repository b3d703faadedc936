"""Own machines without a spare, and an API for the time in which one of them has failed.

Each of n machines is down for a share 1 - a of the time, and takes an n-th of what the fleet serves
with it: at the peak a share 1 - a of the requests finds no place in the mean. At other hours the
rest has room, so this is what fails over at most.
"""

from dataclasses import replace

import numpy as np

from breakeven.economics.curve import CostCurve
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.market import Question
from breakeven.economics.options import Options, priced
from breakeven.economics.rows import TokenRow
from breakeven.studies.mixture import Mixture, Part, blend

AVAILABILITY = "machine_availability"


def failovers(found: Options, question: Question) -> tuple[Mixture, ...]:
    """Return of each kind of own machines the cheapest without a spare, beside the cheapest tokens.

    None where requests must stay at home, or where there is no spare to save.
    """
    volume = question.workload.requests_per_day
    if question.rules.sensitive_share > 0 or not question.assumed("spare_machines"):
        return ()
    usd = np.asarray(found.curve.cost(volume), float)
    order = np.lexsort((np.array(found.ids), usd)).tolist()
    tokens = next((i for i in order if isinstance(found.rows[i], TokenRow)), None)
    best: dict[str, FleetRow] = {}
    for i in order:
        row = found.rows[i]
        if isinstance(row, FleetRow) and row.scaling == "always-on" and row.has_spare:
            best.setdefault(row.kind, row)
    if tokens is None or not best:
        return ()
    alone = [replace(row, spare=False) for row in best.values()]
    own = priced(alone, question, ()).curve
    return tuple(
        _failover(row, own.pick(i), found, tokens, question) for i, row in enumerate(alone)
    )


def _failover(
    alone: FleetRow, own: CostCurve, found: Options, tokens: int, question: Question
) -> Mixture:
    known = question.assumptions[AVAILABILITY]
    failed = 1.0 - known.value
    parts = (
        Part(row=alone, curve=own, share=1.0),
        Part(row=found.rows[tokens], curve=found.curve.pick(tokens), share=failed),
    )
    return blend(
        parts,
        name=f"failover:{alone.id}+{found.ids[tokens]}",
        said=f"no spare: {failed:.2%} of the requests go to {found.ids[tokens]} while a machine is"
        f" down (available {known.value:.2%} of the time, {known.provenance}); users wait there as"
        " its provider lets them",
    )
