from dataclasses import dataclass

from breakeven.economics.breakeven import Breakeven, cross
from breakeven.economics.curve import CostCurve
from breakeven.outputs.cross_table import cross_table, verdict
from tests.outputs.conftest import Shown

API, BOX = "api:gpt-4o-mini", "self:llama-3.1-8b@A10Gx1"
CURVES = {
    API: CostCurve(per_request=0.00585),
    BOX: CostCurve(step_usd=205.0, step_requests=43_000.0, minimum_steps=1.0),
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    breakeven: Breakeven
    curves: dict[str, CostCurve]
    lines: dict[str, tuple[str, ...]]
    warnings: tuple[str, ...] = ()


def found(curves: dict[str, CostCurve]) -> Answer:
    first, second = curves
    return Answer(
        breakeven=cross(curves[first], curves[second], names=(first, second)),
        curves=curves,
        lines={first: ("0.15 and 0.60 US dollars per million tokens (openai, 2026-08-01)",)},
    )


def test_all_crossings_are_listed(shown: Shown) -> None:
    text = shown(cross_table(found(CURVES)))
    assert "The answer flips 9 times between 35,043 and 175,214 requests a day" in text
    assert "43,000" in text
    assert "0.15 and 0.60 US dollars per million tokens" in text


def test_never() -> None:
    answer = found({API: CostCurve(per_request=0.001), BOX: CURVES[BOX]})
    assert verdict(answer.breakeven) == (
        "Never: gpt-4o-mini API is the cheaper one at every volume."
    )


def test_once() -> None:
    answer = found({API: CURVES[API], BOX: CostCurve(fixed=585.0)})
    said = "llama-3.1-8b on 1 x A10G is the cheaper one above 100,000 requests a day."
    assert verdict(answer.breakeven) == said


def test_a_long_list_is_cut_in_the_middle(shown: Shown) -> None:
    box = CostCurve(step_usd=205.0, step_requests=35_600.0, minimum_steps=1.0)
    answer = found({API: CURVES[API], BOX: box})
    assert len(answer.breakeven.crossings) > 20
    assert "crossings more" in shown(cross_table(answer))
