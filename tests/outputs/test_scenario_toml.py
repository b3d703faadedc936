from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from breakeven.domain.horizon import Horizon, PriceMove
from breakeven.domain.rules import Rules
from breakeven.domain.scenario import Costs, ModelChoice, Scenario, ScenarioWorkload
from breakeven.domain.tasks import Tasks
from breakeven.domain.workload import LatencyTargets
from breakeven.inputs.scenario import read_scenario
from breakeven.outputs.scenario_toml import scenario_toml

FULL = Scenario(
    name='a "quoted" name \\ with\n a line',
    workload=ScenarioWorkload(
        requests_per_day=400_000.5,
        usage_log=("log one.csv", "two.csv"),
        column_map={"time": "ts", "input": "prompt tokens"},
    ),
    targets=LatencyTargets(ttft_p99_ms=2000.0),
    models=ModelChoice(only=("llama-3.3-70b",)),
    rules=Rules(commercial=False, monthly_users=50_000),
    costs=Costs(purchases=("spot", "owned"), batch=True, without=("people",)),
    horizon=Horizon(
        months=24,
        volume=(1.0, 1.1),
        moves=(
            PriceMove(month=12, prices="tokens", change=-0.3),
            PriceMove(month=18, prices="machines", change=0.1),
        ),
    ),
    tasks=Tasks(retries=1, models={"their model": "llama-3.1-8b"}),
    assumptions={"people_share": 0.5},
)


def again(scenario: Scenario) -> Scenario:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "a.toml"
        file.write_text(scenario_toml(scenario) or "#", encoding="utf-8")
        return read_scenario(file)


def test_a_question_with_everything_is_read_again_as_it_was() -> None:
    assert again(FULL) == FULL


def test_what_is_not_said_is_not_written() -> None:
    assert scenario_toml(Scenario()).strip() == ""
    assert scenario_toml(Scenario(targets=LatencyTargets(ttft_p99_ms=500.0))) == (
        "\n[targets]\nttft_p99_ms = 500\n"
    )


@given(
    name=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
    volume=st.floats(1e-3, 1e12),
    values=st.dictionaries(st.text("abc_ é.", min_size=1, max_size=5), st.floats(-1e9, 1e9)),
)
def test_any_question_is_read_again_as_it_was(
    name: str, volume: float, values: dict[str, float]
) -> None:
    asked = Scenario(
        name=name, workload=ScenarioWorkload(requests_per_day=volume), assumptions=values
    )
    assert again(asked) == asked
