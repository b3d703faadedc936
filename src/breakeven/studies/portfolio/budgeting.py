"""The cheapest plan within a carbon budget: emissions get a price, which rises until they fit.

At a price mu of a kg any plan costs no less than

    bound (costs + mu x emissions) - mu x budget

if it obeys: what it emits above the budget would be negative (Lagrange; Everett, 1963). With that
price inside costs the portfolio is one without a budget. Where the price between two plans, one
within and one above, leaves a gap, the integer program with a row for the budget closes it if it is
small.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.errors import NothingFeasible
from breakeven.domain.numbers import Array, Flags
from breakeven.studies.portfolio.bound import bound
from breakeven.studies.portfolio.exact import solve
from breakeven.studies.portfolio.problem import Budget, Problem, alone_usd, bill, kilograms, obeys

STEPS = 10
"""Prices of a kg that are tried."""
FIRST = 2
"""Those that are tried before the integer program, where the portfolio is small enough for it."""
HIGHEST = 1e3
"""Times the mean price of a kg that the greenest plan avoids: the highest that is tried."""
SOLVED = 3e-6
"""Share of the budget that is kept free where HiGHS, to its tolerance, went beyond it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proposed:
    """Shares of workloads on options, with a bound on what any could cost."""

    share: Array
    usd: float
    bound_usd: float
    linear_usd: float


Free = Callable[[Problem], Proposed]
"""What plans a portfolio without a budget."""
Small = Callable[[Problem, Flags], bool]
"""Whether an integer program over some pairs is worth trying."""


def budgeted(
    problem: Problem, budget: Budget, free: Free, *, small: Small, seconds: float, gap: float
) -> Proposed:
    """Return the cheapest plan within the budget that is found.

    Raises NothingFeasible where none is, with the least that a plan emits.
    """
    plain = free(replace(problem, budget=None))
    if obeys(problem, plain.share):
        return plain
    best = greenest(problem, budget, free)
    least, linear = plain.bound_usd, plain.linear_usd
    kg = [kilograms(problem, budget, one.share) for one in (plain, best)]
    price = tight = (best.usd - plain.usd) / max(kg[0] - kg[1], 1e-9)
    low, high = 0.0, HIGHEST * price
    for step in range(STEPS):
        if best.usd - least <= gap * best.usd:
            break
        if step == FIRST and small(problem, asked := _asked(problem, budget, best, price=tight)):
            best, least = _closed(problem, best, least, asked, seconds=seconds, gap=gap)
            break
        found = free(priced(problem, budget, price))
        if (now := found.bound_usd - price * budget.most_kg) > least:
            least, tight = now, price
        linear = max(linear, found.linear_usd - price * budget.most_kg)
        usd = bill(problem, found.share)
        if obeys(problem, found.share):
            high = price
            best = replace(best, share=found.share, usd=usd) if usd < best.usd else best
        else:
            low = price
        price = float(np.sqrt(low * high)) if low else high / 8.0
    return replace(best, bound_usd=min(least, best.usd), linear_usd=min(linear, least, best.usd))


def greenest(problem: Problem, budget: Budget, free: Free) -> Proposed:
    """Return the plan that emits the least that is found, with its cost.

    Raises NothingFeasible where that is more than the budget.
    """
    found = free(as_money(problem, budget))
    if not obeys(problem, found.share):
        proven = found.bound_usd > budget.most_kg
        said = (
            f"every plan emits at least {found.bound_usd:,.1f} kg"
            if proven
            else f"the greenest plan that was found emits {found.usd:,.1f} kg"
        )
        raise NothingFeasible(
            f"{said} CO2e a month, all workloads together, of at most {budget.most_kg:,.1f}: raise"
            " max_kg_co2e_per_month_together, or allow cleaner places or providers"
        )
    return replace(found, usd=bill(problem, found.share), bound_usd=-np.inf)


def priced(problem: Problem, budget: Budget, usd_per_kg: float) -> Problem:
    """Return the problem where a kg has a price: its plans cost no more than with all they emit.

    Machines by the hour pay for the load alone that they carry, not for what is rounded up.
    """
    by_hour = np.isfinite(problem.hourly_usd)
    own = problem.pool >= 0
    each = np.zeros(problem.options)
    each[own] = np.where(by_hour, budget.machine_kg, 0.0)[problem.pool[own]]
    mean = problem.shape @ problem.weight
    return replace(
        problem,
        usd=problem.usd + usd_per_kg * (budget.kg + each * problem.size * mean[:, None]),
        fixed_usd=problem.fixed_usd + usd_per_kg * budget.fixed_kg,
        committed_usd=problem.committed_usd
        + np.where(by_hour, 0.0, usd_per_kg * budget.machine_kg),
        budget=None,
    )


def as_money(problem: Problem, budget: Budget) -> Problem:
    """Return the problem whose bill is what plans emit."""
    by_hour = np.isfinite(problem.hourly_usd)
    return replace(
        problem,
        usd=np.where(problem.allowed, budget.kg, np.inf),
        fixed_usd=budget.fixed_kg,
        committed_usd=np.where(by_hour, np.inf, budget.machine_kg),
        hourly_usd=np.where(by_hour, budget.machine_kg, np.inf),
        budget=None,
    )


def _asked(problem: Problem, budget: Budget, best: Proposed, *, price: float) -> Flags:
    """Return the pairs that a cheaper plan within the budget may use, by the bound at a price."""
    with_price = priced(problem, budget, price)
    below, _ = bound(with_price, alone_usd(with_price))
    left = ~below.excluded(best.usd + price * budget.most_kg)
    return np.asarray((left | (best.share > 0)) & problem.allowed)


def _closed(
    problem: Problem, best: Proposed, least: float, asked: Flags, *, seconds: float, gap: float
) -> tuple[Proposed, float]:
    """Return a better plan, and a better bound, by the integer program with the budget's row."""
    for within in (1.0, 1.0 - SOLVED):
        found = solve(problem, asked=asked, seconds=seconds, gap=gap, within=within)
        if within == 1.0:
            least = max(least, min(best.usd, found.bound_usd))
        if found.share is None:
            break
        if obeys(problem, found.share):
            usd = bill(problem, found.share)
            best = replace(best, share=found.share, usd=usd) if usd < best.usd else best
            break
    return best, least
