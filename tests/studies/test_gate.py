import pytest

from breakeven.studies.gate import judge
from tests.studies.stored import API, HOSTED, decision, machine, option

BASELINE = decision(option(API, calls=100.0), option(HOSTED, calls=200.0))


@pytest.mark.parametrize(
    ("usd", "limit", "changed"),
    [
        (100.0, 0.0, False),
        (110.0, 0.1, False),
        (110.01, 0.1, True),
        (100.01, 0.0, True),
        (50.0, 0.1, False),
    ],
)
def test_the_limit_itself_is_allowed(usd: float, limit: float, changed: bool) -> None:
    now = decision(option(API, calls=usd), option(HOSTED, calls=200.0))
    verdict = judge(now, baseline=BASELINE, max_increase=limit)
    assert (verdict.changed, verdict.too_dear) == (changed, changed)
    assert verdict.increase == pytest.approx(usd / 100 - 1)


def test_a_flip_closes_the_gate_even_where_it_saves_money() -> None:
    now = decision(option(API, calls=100.0), option(HOSTED, calls=50.0))
    verdict = judge(now, baseline=BASELINE, max_increase=0.1)
    assert verdict.changed
    assert not verdict.too_dear
    assert verdict.former is not None
    assert verdict.former.now is not None
    assert verdict.former.now.rank == 2


def test_nothing_feasible() -> None:
    nothing = decision(option(API, excuse="licence"))
    verdict = judge(nothing, baseline=BASELINE, max_increase=0.1)
    assert verdict.changed
    assert verdict.gone
    assert verdict.former is not None
    assert verdict.former.excuse is not None
    assert verdict.former.excuse.reason == "licence"
    assert not judge(nothing, baseline=nothing, max_increase=0.1).changed
    assert judge(BASELINE, baseline=nothing, max_increase=0.1).changed


def test_other_gpus_are_no_flip_but_known() -> None:
    then = decision(option(machine(), gpus=1, people=5.0))
    now = decision(option(machine(count=2), gpus=2, people=5.0))
    verdict = judge(now, baseline=then, max_increase=0.1)
    assert not verdict.changed
    assert verdict.reconfigured is not None
    assert judge(then, baseline=then, max_increase=0.1).reconfigured is None
