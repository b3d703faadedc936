from breakeven.domain.stored_decision import StoredAssumption, StoredDecision, StoredRegion
from breakeven.outputs.diff_table import diff_table
from breakeven.studies.difference import difference
from tests.outputs.conftest import Shown
from tests.studies.stored import API, HOSTED, decision, machine, option

NAMES = ("old.json", "new.toml")
THEN = decision(
    option(API, input_tokens=60.0, output_tokens=40.0),
    option(HOSTED, input_tokens=200.0),
    option(machine(), gpus=1, people=900.0),
    asked={"workload.requests_per_day": 100.0},
    assumptions=(StoredAssumption(id="x", value=0.2, unit="share", description="of a person"),),
    regions=(StoredRegion(from_requests_per_day=1.0, cheapest=API),),
)
NOW = decision(
    option(API, input_tokens=150.0, output_tokens=80.0),
    option(HOSTED, input_tokens=180.0),
    option("api:new/small", input_tokens=500.0),
    option("self:llama-3.1-8b@H100-SXMx1", excuse="misses-latency-target"),
    volume=200.0,
    asked={"workload.requests_per_day": 200.0},
    assumptions=(StoredAssumption(id="x", value=0.4, unit="share", description="of a person"),),
    regions=(
        StoredRegion(from_requests_per_day=1.0, to_requests_per_day=50.0, cheapest=API),
        StoredRegion(from_requests_per_day=50.0, cheapest=HOSTED),
    ),
)


def table(shown: Shown, then: StoredDecision, now: StoredDecision, *, top: int = 5) -> str:
    return shown(diff_table(difference(then, now), names=NAMES, top=top))


def test_the_whole_comparison(shown: Shown) -> None:
    found = table(shown, THEN, NOW)
    for said in (
        "old.json, prices as of 2026-09-01",
        "+$80.00 a month (+80 %), the recommendation flips: another kind, model, provider",
        "switching from gpt-4o-mini from openai to llama-3.1-8b hosted by groq  -$50.00",
        "input tokens   $60.00    $150  +$90.00  volume +$60.00, prices +$30.00",
        "total            $100    $230    +$130",
        "requests a day     100    200",
        "of a person    20 %   40 %",
        "New, 1",
        "before: not among the options",
        "Gone, 1",
        "now: misses latency target: as said",
        "from 50",
    ):
        assert said in found, f"{said}\n{found}"


def test_a_cause_comes_before_smaller_ones(shown: Shown) -> None:
    found = table(shown, THEN, decision(option(API, input_tokens=190.0), volume=200.0))
    assert found.index("\nvolume") < found.index("\nprices")
    assert "the same recommendation" in found


def test_top_shortens(shown: Shown) -> None:
    many = [option(f"api:p{n}/m{n}", calls=300.0 + n) for n in range(9)]
    found = table(shown, THEN, decision(option(API, calls=1.0), *many), top=2)
    assert "and 7 more (--top N)" in found
    assert "p1" in found
    assert "p2" not in found


def test_nothing_changed(shown: Shown) -> None:
    found = table(shown, THEN, THEN)
    assert "none, the same recommendation" in found
    assert "What the change is made of" not in found
    assert "Asked otherwise" not in found


def test_nothing_feasible(shown: Shown) -> None:
    nothing = decision(option(API, excuse="licence"))
    assert "nothing is feasible any more" in table(shown, THEN, nothing)
    assert "something is feasible now" in table(shown, nothing, THEN)
    assert "none: nothing is feasible in either" in table(shown, nothing, nothing)
