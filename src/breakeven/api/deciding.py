"""`decide`: which of all options, at what cost, and where the answer flips."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

from breakeven.api.answering import SEED, Terms, answer
from breakeven.api.known import known_facts
from breakeven.api.numbers import check, check_share
from breakeven.api.workloads import workload_of
from breakeven.domain.errors import InputError, UnknownName
from breakeven.domain.horizon import MOST_MONTHS
from breakeven.domain.offers import Purchase
from breakeven.domain.scenario import Scenario
from breakeven.economics.decision import Decision
from breakeven.economics.simulated import Which
from breakeven.inputs.scenario import read_scenario

MOST = 1e12
"""More requests a day than the world makes."""


def decide(
    scenario: Scenario | Path | str | None = None,
    *,
    requests_per_day: float | None = None,
    input_tokens: float | None = None,
    output_tokens: float | None = None,
    cached_input_share: float | None = None,
    usage_log: Sequence[str | Path] = (),
    column_map: Mapping[str, str] | None = None,
    like: str | None = None,
    models: Sequence[str] = (),
    ttft_p99_ms: float | None = None,
    tpot_p99_ms: float | None = None,
    e2e_p99_ms: float | None = None,
    profile: str | None = None,
    without: Sequence[str] = (),
    batch: bool = False,
    days_per_month: float | None = None,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
    samples: int = 512,
    seed: int = SEED,
    simulate: Which = "leaders",
    months: int | None = None,
    growth_per_month: float | None = None,
    discount_rate_per_year: float | None = None,
    purchases: Sequence[str] = (),
    influences: bool = False,
) -> Decision:
    """Return every option for a workload, cheapest first, with every crossing.

    What is given by name goes before what the scenario says; what neither says is assumed, and
    the answer lists it with its source. `simulate` says which own machines serve the workload's
    requests in the simulator: `leaders`, all that could be the cheapest; `all`; or `none`.
    `influences` adds the Sobol indices of the unknowns, which take some seconds.

    Raises InputError for bad values, UsageError where the traffic is not told.
    """
    check(
        requests_per_day=requests_per_day,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        ttft_p99_ms=ttft_p99_ms,
        tpot_p99_ms=tpot_p99_ms,
        e2e_p99_ms=e2e_p99_ms,
        days_per_month=days_per_month,
    )
    check_share("cached_input_share", cached_input_share)
    for purchase in purchases:
        if purchase not in get_args(Purchase):
            raise UnknownName("purchase mode", purchase, get_args(Purchase), where="purchases")
    _check_ahead(months, growth_per_month, discount_rate_per_year)
    for name, value in (("requests_per_day", requests_per_day), ("samples", samples)):
        if value is not None and not 0 <= value <= MOST:
            raise InputError(f"{name} must lie between 0 and {MOST:g}, read {value:g}")
    folder = Path(scenario).parent if isinstance(scenario, str | Path) else Path()
    base = read_scenario(scenario) if isinstance(scenario, str | Path) else scenario or Scenario()
    asked = replace(
        base,
        workload=_override(
            base.workload,
            requests_per_day=requests_per_day,
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            cached_input_share=cached_input_share,
            usage_log=tuple(str(p) for p in usage_log) or None,
            column_map=dict(column_map) if column_map else None,
            profile=profile,
        ),
        targets=_override(
            base.targets,
            ttft_p99_ms=ttft_p99_ms,
            tpot_p99_ms=tpot_p99_ms,
            e2e_p99_ms=e2e_p99_ms,
        ),
        models=_override(base.models, like=like, only=tuple(models) or None),
        costs=_override(
            base.costs,
            without=tuple(without) or None,
            batch=batch or None,
            days_per_month=days_per_month,
            purchases=tuple(purchases) or None,
        ),
        horizon=_override(
            base.horizon,
            months=months,
            growth_per_month=growth_per_month,
            discount_rate_per_year=discount_rate_per_year,
        ),
    )
    known = known_facts(as_of, facts)
    workload = workload_of(asked, known.catalog, folder=Path() if usage_log else folder)
    terms = Terms(
        simulate=simulate, samples=samples, seed=seed, influences=influences, folder=folder
    )
    return answer(known, asked, workload, terms=terms)


def _check_ahead(months: int | None, growth: float | None, rate: float | None) -> None:
    """Raise InputError for months that nobody can look ahead."""
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise InputError(f"months must lie between 1 and {MOST_MONTHS}, read {months}")
    for name, value in (("growth_per_month", growth), ("discount_rate_per_year", rate)):
        if value is not None and not -1 < value <= 10:
            raise InputError(f"{name} must lie above -1 and at most at 10, read {value:g}")


def _override(part: Any, **given: object) -> Any:
    """Return a part of the scenario with what was given by name."""
    return replace(part, **{k: v for k, v in given.items() if v is not None})
