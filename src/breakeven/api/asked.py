"""What is asked: a scenario, with what was given by name before what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from breakeven.api.numbers import check, check_share
from breakeven.api.rules import with_rules
from breakeven.domain.errors import InputError, UnknownName
from breakeven.domain.horizon import MOST_MONTHS
from breakeven.domain.offers import Purchase
from breakeven.domain.scenario import Scenario
from breakeven.inputs.scenario import read_scenario

MOST = 1e12
"""More requests a day than the world makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question, and where its files lie."""

    scenario: Scenario
    folder: Path
    """Of the scenario's file."""
    log_folder: Path
    """What the paths of its usage log start from."""


def asked_of(
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
    months: int | None = None,
    growth_per_month: float | None = None,
    discount_rate_per_year: float | None = None,
    purchases: Sequence[str] = (),
    rules: Mapping[str, object] | None = None,
) -> Asked:
    """Return a question with what was given by name in its places.

    Raises InputError for bad values.
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
    if requests_per_day is not None and requests_per_day > MOST:
        raise InputError(
            f"requests_per_day must lie between 0 and {MOST:g}, read {requests_per_day:g}"
        )
    folder = Path(scenario).parent if isinstance(scenario, str | Path) else Path()
    base = read_scenario(scenario) if isinstance(scenario, str | Path) else scenario or Scenario()
    merged = replace(
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
        rules=with_rules(base.rules, rules),
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
    return Asked(scenario=merged, folder=folder, log_folder=Path() if usage_log else folder)


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
