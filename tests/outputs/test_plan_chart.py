import pytest

from breakeven.outputs.charts import write_chart
from breakeven.outputs.plan_chart import plan_chart
from tests.outputs.plans import make_plan


def test_shares_and_hours_are_drawn() -> None:
    spec = plan_chart(make_plan())
    who, pool = spec["vconcat"]
    assert [row["share"] for row in who["data"]["values"]] == [0.7, 0.3, 1.0]
    hours = pool["layer"][0]["data"]["values"]
    assert [(row["x"], row["n"]) for row in hours][:2] == [(0.0, 3.0), (0.25, 2.0)]
    assert pool["layer"][2]["data"]["values"][0]["said"] == "2 committed"


def test_it_draws(tmp_path) -> None:  # type: ignore[no-untyped-def]
    pytest.importorskip("vl_convert")
    path = write_chart(plan_chart(make_plan()), tmp_path / "plan.svg")
    assert "share of the hours" in path.read_text()
