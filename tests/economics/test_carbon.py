"""Carbon by hand: power, PUE, hours and the grid; what is unknown stays so."""

from dataclasses import replace

import pytest

from breakeven.domain.rules import Rules
from breakeven.domain.surroundings import TokenCarbon
from breakeven.economics.carbon import Carbon, emissions, may_mix, within_budget
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.options import Options, options, with_followers
from tests.economics.tasks_world import SAID
from tests.studies.portfolio.world import demanded, market

PUBLISHED = TokenCarbon(
    provider="deepinfra",
    model="gpt-oss-20b",
    low_g_per_thousand_output_tokens=1.0,
    g_per_thousand_output_tokens=2.0,
    high_g_per_thousand_output_tokens=4.0,
    provenance=SAID,
)
GERMANY = Rules(country="Germany")


def known(rules: Rules = GERMANY) -> tuple[Options, dict[str, Carbon | None]]:
    one = demanded("a", rules=rules)
    return one.found, dict(
        zip(one.found.ids, emissions(one.found, market(), one.question), strict=True)
    )


def test_an_own_machine_by_hand() -> None:
    found, made = known()
    name = "self:llama-3.1-8b@H100-SXMx1,precision=fp8,engine=vllm,purchase=owned,machine=8"
    one = demanded("a", rules=GERMANY)
    volume = one.question.workload.requests_per_day
    place = found.ids.index(name)
    machines = float(found.curve.running(volume)[place]) + one.question.assumed("spare_machines")  # type: ignore[index]
    kilowatts = machines * 8 * 0.7 * 1.8 * 0.75 * 1.25
    expected = kilowatts * 24 * one.question.days_per_month * 344 / 1_000
    carbon = made[name]
    assert carbon is not None
    assert carbon.kg_co2e_per_month == pytest.approx(expected)
    assert carbon.low < expected < carbon.high
    assert "Germany" in carbon.source


def test_where_it_is_not_known_nothing_is_guessed() -> None:
    found, made = known(Rules())
    rows = dict(zip(found.ids, found.rows, strict=True))
    assert all(made[n] is None for n, row in rows.items() if not isinstance(row, FleetRow))
    assert all(made[n] is None for n, row in rows.items() if row.provider in ("own", "lambda"))
    assert any(made[n] is not None for n, row in rows.items() if row.provider == "aws")


def test_published_tokens_count_by_the_thousand() -> None:
    one = demanded("a")
    world = replace(market(), token_carbon={("deepinfra", "gpt-oss-20b"): PUBLISHED})
    made = emissions(one.found, world, one.question)
    carbon = made[one.found.ids.index("hosted:deepinfra/gpt-oss-20b")]
    assert carbon is not None
    tokens = one.question.requests_per_month * one.question.workload.output_tokens.mean
    assert carbon.kg_co2e_per_month == pytest.approx(tokens / 1_000 * 2.0 / 1_000)
    assert (carbon.low, carbon.high) == pytest.approx((tokens / 1e6, tokens / 1e6 * 4.0))


@pytest.mark.parametrize(("unknown", "any_tokens"), [("refused", False), ("allowed", True)])
def test_a_budget_refuses_what_passes_it_and_what_nobody_knows(
    unknown: str, any_tokens: bool
) -> None:
    rules = replace(GERMANY, max_kg_co2e_per_month=3_000.0, unknown_carbon=unknown)  # type: ignore[arg-type]
    one = demanded("a", rules=rules)
    kept = within_budget(one.found, market(), one.question)
    made = [c for c in emissions(kept, market(), one.question) if c]
    assert made
    assert all(c.kg_co2e_per_month <= 3_000.0 for c in made)
    assert any(not isinstance(row, FleetRow) for row in kept.rows) is any_tokens
    reasons = {r.option.excuse.reason for r in kept.refusals if r.option.excuse}
    assert "carbon-budget" in reasons
    assert ("carbon-unknown" in reasons) is not any_tokens
    assert within_budget(one.found, market(), demanded("a").question) is one.found


def test_what_both_emit_is_not_put_together_under_a_budget() -> None:
    rules = replace(GERMANY, max_kg_co2e_per_month=1e9, unknown_carbon="allowed")
    one = demanded("a", rules=rules)
    told = replace(market(), token_carbon={("deepinfra", "gpt-oss-20b"): PUBLISHED})
    silent = replace(market(), token_carbon={})
    assert may_mix(one.found, silent, one.question)
    assert not may_mix(one.found, told, one.question)
    assert may_mix(one.found, told, demanded("a").question)


def test_a_machine_that_sleeps_emits_less_than_one_that_runs() -> None:
    one = demanded("a", requests_per_day=50.0, rules=GERMANY)
    patient = replace(one.question, targets=replace(one.question.targets, ttft_p99_ms=1e7))
    found = with_followers(options(market(), patient), patient)
    made = dict(zip(found.ids, emissions(found, market(), patient), strict=True))
    asleep = [n for n in found.ids if "scale-to-zero" in n and made[n]]
    assert asleep
    for name in asleep:
        awake = made[name.replace(",scaling=scale-to-zero", "")]
        slept = made[name]
        assert awake is not None
        assert slept is not None
        assert 0.0 < slept.kg_co2e_per_month < awake.kg_co2e_per_month
