"""From demanded workloads to a plan that explains itself."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from breakeven.domain.errors import NothingFeasible
from breakeven.domain.numbers import Array
from breakeven.domain.portfolio import Allocation
from breakeven.studies.portfolio.allocation import allocated
from breakeven.studies.portfolio.answer import (
    Assignment,
    Bill,
    Fleet,
    PortfolioPlan,
    Purchase,
)
from breakeven.studies.portfolio.choices import Choices, Demanded, choices
from breakeven.studies.portfolio.confirming import Trials, confirmed
from breakeven.studies.portfolio.packing import packings
from breakeven.studies.portfolio.problem import (
    TOKENS,
    Machines,
    alone_usd,
    committed,
    machines,
    paid,
)
from breakeven.studies.portfolio.solving import Solution, plan

ROUNDS = 4
"""How often a plan is made anew where the simulator finds a shared fleet too small."""


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
    warnings: tuple[str, ...] = (),
) -> PortfolioPlan:
    """Return the cheapest plan that is found for workloads.

    With `simulate`, each fleet's busiest hour is served in the simulator, all its workloads'
    requests together; where one of them then misses its target, what a replica serves of this mix
    is lowered and the plan made anew.
    Raises NothingFeasible where a workload may run nowhere.
    """
    checked(asked)
    found = choices(asked)
    answer, needs, trials = _solved(asked, found, seconds=seconds, gap=gap, simulate=simulate)
    found = replace(found, problem=answer.problem)
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

    A mix that misses a target is slowed; where that does not help it is forbidden to those who
    miss. So it ends: there are so many pairs.
    """
    problem, rates = found.problem, np.ones(found.problem.options)
    for tries in range(ROUNDS + problem.usd.size):
        answer = plan(problem, seconds=seconds, gap=gap)
        needs = machines(problem, answer.share)
        trials = confirmed(asked, found, answer.share, needs) if simulate else {}
        late = {o: t for o, t in trials.items() if t.rate < 1.0}
        if not late:
            break
        for option, trial in late.items():
            if tries < ROUNDS:
                rates[option] *= trial.rate
                continue
            missed = {c.workload for c in trial.at_full_load if not c.meets_targets}
            for w, one in enumerate(asked):
                if one.name in missed:
                    problem.usd[w, option] = np.inf
        problem = replace(problem, size=found.problem.size / rates)
    return answer, needs, trials


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
        packings=packings(asked, found, answer.share, needs),
        weighed=sum(
            len(one.found.rows) + sum(r.count for r in one.found.refusals) for one in asked
        ),
        hours=problem.weight.size,
        warnings=warnings,
        facts=facts,
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
    problem = found.problem
    users = np.flatnonzero(share[:, option] > 0)
    load = (share[users, option] * problem.size[users, option]) @ problem.shape[users]
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
