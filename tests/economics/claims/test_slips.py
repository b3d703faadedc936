import pytest

from breakeven.economics.claims.derivation import outcome, path, ways
from breakeven.economics.claims.slips import remedies, slip


@pytest.mark.parametrize(
    ("ratio", "stated", "said"),
    [
        (30.4, {}, "a month and a day"),
        (1 / 24, {}, "a day and an hour"),
        (0.3, {"utilization": 0.3}, "just utilization (0.3)"),
        (8.0, {"gpus": 8.0}, "just gpus (8)"),
        (1_098.0, {}, "a thousand"),
        (1e6, {}, "a million"),
        (5.0, {}, ""),
        (0.0, {}, ""),
        (float("inf"), {}, ""),
    ],
)
def test_slips(ratio: float, stated: dict[str, float], said: str) -> None:
    found = slip(ratio, stated)
    assert (said in found) if said else not found


def test_each_remedy_alone_makes_it_true() -> None:
    stated = {"machine_usd_per_hour": 2.5, "output_tokens_per_second": 300.0, "machines": 1.0}
    way = path("self_usd_per_million_output_tokens", ways(stated))
    found = remedies(way, stated, target=0.01)
    assert {r.quantity for r in found} == {"machine_usd_per_hour", "output_tokens_per_second"}
    for remedy in found:
        changed = {**stated, remedy.quantity: remedy.needed}
        assert outcome(way, changed).low == pytest.approx(0.01)


def test_no_share_above_one() -> None:
    stated = {"before_usd_per_month": 100.0, "after_usd_per_month": 50.0}
    way = path("saving_share", ways(stated))
    assert all(r.needed > 0 for r in remedies(way, stated, target=0.9))
