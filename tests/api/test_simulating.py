"""`simulate` on what it may be given: a log, a workload file, a scenario."""

from pathlib import Path

import pytest

from breakeven.api.simulating import simulate
from breakeven.api.using import usage
from breakeven.domain.errors import NothingFeasible

COLUMNS = {"time": "at", "input": "in", "output": "out"}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    rows = [f"2026-05-01T10:{n // 60:02}:{n % 60:02}Z,{200 + n},{20 + n % 9}" for n in range(120)]
    path.write_text("\n".join(["at,in,out", *rows]) + "\n", "utf-8")
    return path


def test_a_workload_file_is_simulated_with_its_own_requests(tmp_path: Path, log: Path) -> None:
    written = tmp_path / "w.toml"
    usage([log], column_map=COLUMNS, output=written)
    found = simulate(written, model="llama-3.1-8b", gpu="L40S").to_dict()
    assert found["requests"] == 120
    assert found["rejected"] == 0
    assert 60 < float(str(found["simulated_seconds"])) < 240


def test_columns_that_are_given_hold_for_a_scenarios_log(tmp_path: Path, log: Path) -> None:
    scenario = tmp_path / "s.toml"
    scenario.write_text(f'[workload]\nusage_log = ["{log.name}"]\n', "utf-8")
    assert (
        simulate(scenario, column_map=COLUMNS, model="llama-3.1-8b", gpu="L40S").to_dict()[
            "requests"
        ]
        == 120
    )


def test_no_room_is_nothing_feasible(log: Path) -> None:
    with pytest.raises(NothingFeasible, match="no room for a KV cache"):
        simulate(log, model="llama-3.1-70b", gpu="L4", column_map=COLUMNS)
