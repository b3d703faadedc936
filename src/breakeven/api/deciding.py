"""`decide`: which of all options, at what cost, and where the answer flips."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from breakeven.api.answering import SEED, Terms, answer
from breakeven.api.asked import MOST, Asked, asked_of
from breakeven.api.known import known_facts
from breakeven.api.workloads import workload_of
from breakeven.domain.errors import InputError
from breakeven.domain.scenario import Scenario
from breakeven.economics.decision import Decision
from breakeven.economics.simulated import Which

SAMPLES = 512


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
    samples: int = SAMPLES,
    seed: int = SEED,
    simulate: Which = "leaders",
    months: int | None = None,
    growth_per_month: float | None = None,
    discount_rate_per_year: float | None = None,
    purchases: Sequence[str] = (),
    rules: Mapping[str, object] | None = None,
    influences: bool = False,
) -> Decision:
    """Return every option for a workload, cheapest first, with every crossing.

    What is given by name goes before what the scenario says; what neither says is assumed, and
    the answer lists it with its source. `simulate` says which own machines serve the workload's
    requests in the simulator: `leaders`, all that could be the cheapest; `all`; or `none`.
    `influences` adds the Sobol indices of the unknowns, which take some seconds.

    Raises InputError for bad values, UsageError where the traffic is not told.
    """
    asked = asked_of(
        scenario,
        requests_per_day=requests_per_day,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cached_input_share=cached_input_share,
        usage_log=usage_log,
        column_map=column_map,
        like=like,
        models=models,
        ttft_p99_ms=ttft_p99_ms,
        tpot_p99_ms=tpot_p99_ms,
        e2e_p99_ms=e2e_p99_ms,
        profile=profile,
        without=without,
        batch=batch,
        days_per_month=days_per_month,
        months=months,
        growth_per_month=growth_per_month,
        discount_rate_per_year=discount_rate_per_year,
        purchases=purchases,
        rules=rules,
    )
    return answer_to(
        asked,
        as_of=as_of,
        facts=facts,
        samples=samples,
        seed=seed,
        simulate=simulate,
        influences=influences,
    )


def answer_to(
    asked: Asked,
    *,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
    samples: int = SAMPLES,
    seed: int = SEED,
    simulate: Which = "leaders",
    influences: bool = False,
) -> Decision:
    """Return the decision of one question; the options are those of `decide`."""
    if not 0 <= samples <= MOST:
        raise InputError(f"samples must lie between 0 and {MOST:g}, read {samples:g}")
    known = known_facts(as_of, facts)
    workload = workload_of(asked.scenario, known.catalog, folder=asked.log_folder)
    terms = Terms(
        simulate=simulate, samples=samples, seed=seed, influences=influences, folder=asked.folder
    )
    return answer(known, asked.scenario, workload, terms=terms)
