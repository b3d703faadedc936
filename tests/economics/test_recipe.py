"""What the bills of leading options are computed from."""

import pytest

import breakeven as be
from breakeven.economics.decision import Decision
from breakeven.economics.fleet_rows import FleetRow


@pytest.fixture(scope="module")
def decided() -> Decision:
    return be.decide(
        requests_per_day=2_000_000,
        input_tokens=900,
        output_tokens=150,
        models=("gpt-4o-mini", "llama-3.1-8b"),
        as_of="2026-11-24",
        simulate="none",
        samples=0,
    )


def test_they_are_the_leading_options_cheapest_first(decided: Decision) -> None:
    usd = {o.id: o.usd_per_month or 0.0 for o in decided.options}
    costs = [usd[r.id] for r in decided.recipes]
    assert 10 <= len(costs) <= 20
    assert costs == sorted(costs)
    alone = {o.id for o in decided.options if o.kind != "hybrid"}
    assert set(decided.curves) & alone <= {r.id for r in decided.recipes}
    assert decided.best is not None
    assert decided.recipes[0].id == decided.best.id


def test_a_line_without_anything_to_multiply_is_left_out(decided: Decision) -> None:
    for recipe in decided.recipes:
        assert all(float(getattr(recipe.drivers, line.driver)) for line in recipe.lines)
    api = next(r for r in decided.recipes if r.row.kind == "api")
    assert "people" not in {line.name for line in api.lines}


def test_only_mixed_fleets_have_a_base(decided: Decision) -> None:
    mixed = [
        r
        for r in decided.recipes
        if isinstance(r.row, FleetRow) and r.row.scaling == "base-and-peak"
    ]
    assert mixed
    assert any(r.base > 0.0 for r in mixed)
    assert all(r.base == 0.0 for r in decided.recipes if r not in mixed)


def test_prices_follow_paths(decided: Decision) -> None:
    paths = {r.row.purchase: r.rent_path for r in decided.recipes if r.row.kind == "rented"}
    assert paths["on-demand"] == "machines"
    assert paths["reserved-1y"] == "reserved-1y"
    assert {r.tokens_path for r in decided.recipes if r.row.kind == "api"} == {"api"}
