"""What a portfolio's options emit, and the budget that they have together."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from breakeven.domain.errors import NothingFeasible
from breakeven.domain.numbers import Array
from breakeven.studies.portfolio.choices import Choices, Demanded
from breakeven.studies.portfolio.problem import TOKENS, Budget


def with_budget(asked: Sequence[Demanded], found: Choices, most_kg: float | None) -> Choices:
    """Return the choices with a carbon budget of all workloads, in kg of CO2e a month.

    What emits nobody knows how much is refused to those whose rules refuse the unknown, and counts
    nothing for others. Of machines that workloads judge differently the highest figure counts.
    Raises NothingFeasible where a workload has no option left.
    """
    if most_kg is None:
        return found
    problem = found.problem
    usd, kg = problem.usd.copy(), np.zeros_like(problem.usd)
    fixed, machine = np.zeros(problem.options), np.zeros(problem.pools)
    spares = [_spares(one) for one in asked]
    for option, rows in enumerate(found.rows):
        pool = int(problem.pool[option])
        for w, place in rows.items():
            known = asked[w].each_kg
            each = np.nan if known is None else float(known[place])
            if np.isnan(each):
                if asked[w].question.rules.unknown_carbon == "refused":
                    usd[w, option] = np.inf
                continue
            if pool == TOKENS:
                kg[w, option] = each
                continue
            machine[pool] = max(machine[pool], each)
            fixed[option] = max(fixed[option], each * spares[w][place])
    for w, one in enumerate(asked):
        if not np.isfinite(usd[w]).any():
            raise NothingFeasible(
                "of no option is known what it emits, which the portfolio's carbon budget asks:"
                ' unknown_carbon = "allowed" would count such as nothing',
                where=one.name,
            )
    budget = Budget(most_kg=most_kg, kg=kg, fixed_kg=fixed, machine_kg=machine)
    return replace(found, problem=replace(problem, usd=usd, budget=budget))


def _spares(one: Demanded) -> Array:
    """Return how many machines of each row stand by, shape (rows,)."""
    spares = one.question.assumed("spare_machines") * np.asarray(
        one.found.ledger.time.spared, float
    )
    return np.asarray(np.broadcast_to(spares, len(one.found.rows)), float)
