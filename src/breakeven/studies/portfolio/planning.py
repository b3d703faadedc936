"""From demanded workloads to a plan that explains itself."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from breakeven.domain.errors import NothingFeasible
from breakeven.domain.numbers import Array, Index
from breakeven.domain.portfolio import Allocation
from breakeven.studies.portfolio.allocation import allocated
from breakeven.studies.portfolio.answer import (
    Assignment,
    Bill,
    Fleet,
    PlanCarbon,
    PortfolioPlan,
    Purchase,
    Resident,
    Shared,
)
from breakeven.studies.portfolio.choices import Choices, Demanded, choices
from breakeven.studies.portfolio.confirming import Trials, confirmed
from breakeven.studies.portfolio.emitting import with_budget
from breakeven.studies.portfolio.packing import sharing
from breakeven.studies.portfolio.packs import simplified
from breakeven.studies.portfolio.problem import (
    TOKENS,
    Machines,
    Problem,
    alone_usd,
    bill,
    committed,
    fullness,
    kilograms,
    machines,
    paid,
)
from breakeven.studies.portfolio.solving import Solution, plan

ROUNDS = 4
"""How often a plan is made anew where the simulator finds a shared fleet too small."""
UNSIMULATED = (
    "models that share machines were not simulated: that they get their targets rests on the"
    " assumption shared_gpu_load"
)


def planned(
    asked: Sequence[Demanded],
    *,
    allocation: Allocation,
    as_of: date,
    name: str,
    facts: Mapping[str, str],
    simulate: bool,
    seconds: float,
    gap: float,
    most_kg: float | None = None,
    warnings: tuple[str, ...] = (),
) -> PortfolioPlan:
    """Return the cheapest plan that is found for workloads.

    With `simulate`, each fleet's busiest hour is served in the simulator, all its workloads'
    requests together; where one of them then misses its target, what a replica serves of this mix
    is lowered and the plan made anew. All together emit at most `most_kg` of CO2e in a month.
    Raises NothingFeasible where a workload may run nowhere, or no plan is within the budget.
    """
    checked(asked)
    found = sharing(asked, with_budget(asked, choices(asked), most_kg))
    answer, needs, trials = _solved(asked, found, seconds=seconds, gap=gap, simulate=simulate)
    found = replace(found, problem=answer.problem)
    if not simulate and (needs.used & answer.problem.together).any():
        warnings = (*warnings, UNSIMULATED)
    return told(
        asked,
        found,
        answer,
        needs,
        trials,
        allocation=allocation,
        as_of=as_of,
        name=name,
        facts=facts,
        warnings=warnings,
    )


def _solved(
    asked: Sequence[Demanded], found: Choices, *, seconds: float, gap: float, simulate: bool
) -> tuple[Solution, Machines, dict[int, Trials]]:
    """Return a plan whose fleets the simulator confirms.

    A mix that misses a target is slowed to the load at which it would not; where that does not help
    it is forbidden to those who miss, and machines of several models are forbidden wholly. So it
    ends: there are so many pairs.
    """
    problem, rates = found.problem, np.ones(found.problem.options)
    for tries in range(ROUNDS + problem.usd.size):
        answer = _plainly(found, plan(problem, seconds=seconds, gap=gap))
        needs = machines(problem, answer.share)
        trials = confirmed(asked, found, answer.share, needs) if simulate else {}
        late = {o: t for o, t in trials.items() if t.rate < 1.0}
        if not late:
            break
        for option, trial in late.items():
            if tries < ROUNDS:
                rates[option] *= trial.rate * fullness(problem, answer.share, needs, option)
            elif option in found.packs:
                problem.usd[:, option] = np.inf
            else:
                missed = {c.workload for c in trial.at_full_load if not c.meets_targets}
                problem.usd[[one.name in missed for one in asked], option] = np.inf
        if tries >= 2 * ROUNDS:
            problem.usd[:, problem.together] = np.inf
        problem = replace(problem, size=found.problem.size / rates)
    return answer, needs, trials


def _plainly(found: Choices, answer: Solution) -> Solution:
    """Return the plan with no model by itself on machines that several could share."""
    share = simplified(answer.problem, found.packs, answer.share)
    usd = min(bill(answer.problem, share), answer.usd)
    return replace(answer, share=share, usd=usd, bound_usd=min(answer.bound_usd, usd))


def checked(asked: Sequence[Demanded]) -> None:
    """Raise NothingFeasible where a workload has no option, with the excuse heard most."""
    for one in asked:
        if not one.found.rows:
            said = [r.option.excuse.detail for r in one.found.refusals if r.option.excuse]
            most = max(set(said), key=said.count, default="nothing is on offer")
            raise NothingFeasible(
                f"all {len(said):,} options were rejected, most often: {most}", where=one.name
            )


def told(
    asked: Sequence[Demanded],
    found: Choices,
    answer: Solution,
    needs: Machines,
    trials: Mapping[int, Trials],
    *,
    allocation: Allocation,
    as_of: date,
    name: str,
    facts: Mapping[str, str],
    warnings: tuple[str, ...],
) -> PortfolioPlan:
    """Return a solution in words and numbers."""
    problem = found.problem
    alone = alone_usd(problem)
    bills = allocated(problem, answer.share, alone.min(axis=1), how=allocation)
    best = np.argmin(alone, axis=1)
    return PortfolioPlan(
        as_of=as_of,
        name=name,
        usd_per_month=answer.usd,
        bound_usd_per_month=answer.bound_usd,
        linear_bound_usd_per_month=answer.linear_usd,
        gap=answer.gap,
        alone_usd_per_month=float(alone.min(axis=1).sum()),
        carbon=_carbon(problem, answer.share),
        assignments=tuple(
            _assignment(asked[w], found, int(w), int(o), float(answer.share[w, o]))
            for w, o in np.argwhere(answer.share > 0)
        ),
        fleets=tuple(
            _fleet(asked, found, answer.share, needs, int(o), trials.get(int(o)))
            for o in np.flatnonzero(needs.used & (problem.pool != TOKENS))
        ),
        purchases=tuple(
            _purchase(found, needs, pool)
            for pool in range(problem.pools)
            if needs.pooled[pool].any()
        ),
        bills=tuple(
            Bill(
                workload=one.name,
                usd_per_month=float(usd),
                alone_usd_per_month=float(alone[w].min()),
                alone_option=found.ids[best[w]],
            )
            for w, (one, usd) in enumerate(zip(asked, bills, strict=True))
        ),
        allocation=allocation,
        weighed=sum(
            len(one.found.rows) + sum(r.count for r in one.found.refusals) for one in asked
        ),
        hours=problem.weight.size,
        warnings=warnings,
        facts=facts,
    )


def _carbon(problem: Problem, share: Array) -> PlanCarbon | None:
    """Return what the plan emits, where it has a budget."""
    budget = problem.budget
    if budget is None:
        return None
    return PlanCarbon(
        kg_co2e_per_month=kilograms(problem, budget, share),
        max_kg_co2e_per_month=budget.most_kg,
    )


def _assignment(one: Demanded, found: Choices, w: int, option: int, share: float) -> Assignment:
    row = one.found.rows[found.rows[option][w]]
    return Assignment(
        workload=one.name,
        option=found.ids[option],
        share=share,
        model=row.candidate.model.id,
        flags=row.flags,
    )


def _fleet(
    asked: Sequence[Demanded],
    found: Choices,
    share: Array,
    needs: Machines,
    option: int,
    trial: Trials | None,
) -> Fleet:
    problem, shared = found.problem, found.packs.get(option)
    users = np.flatnonzero(share[:, option] > 0)
    load = (share[users, option] * problem.size[users, option]) @ problem.shape[users]
    load = load * (shared.limit if shared else 1.0)
    running = float(needs.needed[option] @ problem.weight)
    return Fleet(
        option=found.ids[option],
        pool=found.pools[problem.pool[option]],
        workloads=tuple(asked[int(w)].name for w in users),
        machines_peak=int(needs.needed[option].max()),
        machines_mean=running,
        busy=float(load @ problem.weight) / running if running else 0.0,
        fixed_usd_per_month=float(problem.fixed_usd[option]),
        simulated_requests=trial.requests if trial else 0,
        confirmed=trial.at_full_load if trial else (),
        shared=_shared(asked, found, users, option, load / np.maximum(needs.needed[option], 1.0)),
    )


def _shared(
    asked: Sequence[Demanded], found: Choices, users: Index, option: int, busy: Array
) -> Shared | None:
    """Return what the models on the same machines take, busy so much of the time in each hour."""
    pack = found.packs.get(option)
    if pack is None:
        return None
    models = []
    for member in pack.members:
        mine = [int(w) for w in users if pack.seat[w] == member]
        w, place = next(iter(found.rows[member].items()))
        models.append(
            Resident(
                option=found.ids[member],
                model=asked[w].found.rows[place].candidate.model.id,
                workloads=tuple(asked[w].name for w in mine),
                cache_share=pack.cache_of(member),
            )
        )
    return Shared(
        models=tuple(models),
        held_gib=pack.held_gib,
        usable_gib=pack.usable_gib,
        busy_at_peak=float(busy.max()),
        busy_limit=pack.limit,
    )


def _purchase(found: Choices, needs: Machines, pool: int) -> Purchase:
    problem, needed = found.problem, needs.pooled[pool]
    prices = (float(problem.committed_usd[pool]), float(problem.hourly_usd[pool]))
    base = committed(needed, problem.weight, *prices)
    usd = paid(needed, problem.weight, *(np.asarray(p) for p in prices))
    return Purchase(
        pool=found.pools[pool],
        commitment=found.terms[pool] if base else "",
        committed=int(base),
        by_the_hour_mean=float(np.maximum(needed - base, 0.0) @ problem.weight),
        machines_peak=int(needed.max()),
        usd_per_month=float(usd),
        committed_usd_each=prices[0] if np.isfinite(prices[0]) else None,
        hourly_usd_each=prices[1] if np.isfinite(prices[1]) else None,
        needed=needed,
    )
