from dataclasses import replace

import pytest

from breakeven.outputs.charts import write_chart
from breakeven.outputs.plan_chart import plan_chart
from tests.outputs.plans import make_plan


def test_shares_and_hours_are_drawn() -> None:
    spec = plan_chart(make_plan())
    who, pool, rules = spec["vconcat"]
    assert [row["share"] for row in who["data"]["values"]] == [0.7, 0.3, 1.0]
    hours = pool["layer"][0]["data"]["values"]
    assert [(row["x"], row["n"]) for row in hours][:2] == [(0.0, 3.0), (0.25, 2.0)]
    assert pool["layer"][2]["data"]["values"][0]["said"] == "2 committed"
    known = sorted(make_plan().rules, key=lambda r: -r.usd_per_month)
    assert [row["usd"] for row in rules["data"]["values"]] == [
        r.usd_per_month for r in known if r.usd_per_month
    ]


def test_rules_that_cost_nothing_are_not_drawn() -> None:
    free = tuple(replace(r, usd_per_month=0.0) for r in make_plan().rules)
    assert len(plan_chart(replace(make_plan(), rules=free))["vconcat"]) == 2


def test_it_draws(tmp_path) -> None:  # type: ignore[no-untyped-def]
    pytest.importorskip("vl_convert")
    path = write_chart(plan_chart(make_plan()), tmp_path / "plan.svg")
    assert "share of the hours" in path.read_text()
