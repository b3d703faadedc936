import pytest

from breakeven.economics.breakeven import cross
from breakeven.economics.curve import CostCurve
from breakeven.outputs.flip_table import flips

LINE = CostCurve(per_request=0.004)
BOX = CostCurve(step_usd=200.0, step_requests=80_000.0, minimum_steps=1.0)


@pytest.mark.parametrize(
    ("at", "winner", "said"),
    [
        (10_000.0, "line", "above 50,000 requests a day (5.0 x yours)"),
        (60_000.0, "box", "below 50,000 requests a day (1/1.2 yours) and above 80,000"),
        (90_000.0, "line", "below 80,000 requests a day (1/1.1 yours) and above 100,000"),
        (10_000_000.0, "box", "below 100,000 requests a day (1/100 yours)"),
        (10_000.0, "box", "already at this volume"),
    ],
)
def test_volumes_around_the_own_one(at: float, winner: str, said: str) -> None:
    found = cross(LINE, BOX, names=("line", "box"))
    assert flips(found, winner, at=at).startswith(said)


def test_never() -> None:
    found = cross(LINE, CostCurve(per_request=0.003), names=("a", "b"))
    assert flips(found, "b", at=5.0) == "at no volume"
