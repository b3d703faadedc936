from breakeven.economics.decision import Decision
from breakeven.outputs.assumption_table import assumption_table
from tests.outputs.conftest import Shown


def test_value_range_and_source(shown: Shown, decision: Decision) -> None:
    _, _, burst, speed = shown(assumption_table(decision.assumptions)).splitlines()
    assert "".join(burst.split()) == "busiestminuteoveritshour1.41.1to2example,2026-08-01"
    assert "18 %" in speed
    assert "not verified" in speed
