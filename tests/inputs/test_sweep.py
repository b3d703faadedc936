from pathlib import Path

import pytest

from breakeven.domain.errors import InputError, ManyProblems
from breakeven.inputs.sweep import read_sweep

BASE = "[workload]\nrequests_per_day = 100\ninput_tokens = 10\noutput_tokens = 10\n"


def written(folder: Path, axes: str) -> Path:
    (folder / "base.toml").write_text(BASE)
    (folder / "sweep.toml").write_text(f'scenario = "base.toml"\n{axes}')
    return folder / "sweep.toml"


def test_all_combinations_the_last_axis_fastest(tmp_path: Path) -> None:
    axes = "[axes]\nworkload.requests_per_day = [10, 20]\n'targets.ttft_p99_ms' = [1, 2.5]\n"
    found = read_sweep(written(tmp_path, axes))
    assert found.axes == ("workload.requests_per_day", "targets.ttft_p99_ms")
    assert [tuple(p.values.values()) for p in found.points] == [
        (10, 1),
        (10, 2.5),
        (20, 1),
        (20, 2.5),
    ]
    last = found.points[-1].scenario
    assert (last.workload.requests_per_day, last.targets.ttft_p99_ms) == (20.0, 2.5)
    assert last.workload.input_tokens == 10.0
    assert [p.number for p in found.points] == [0, 1, 2, 3]


def test_lists_and_tables_of_free_keys(tmp_path: Path) -> None:
    axes = '[axes]\nmodels.only = [["a", "b"], ["c"]]\n[axes.assumptions]\nburst_minute = [1.5]\n'
    found = read_sweep(written(tmp_path, axes))
    assert found.points[0].values == {"models.only": "a b", "assumptions.burst_minute": 1.5}
    assert found.points[0].scenario.models.only == ("a", "b")
    assert found.points[0].scenario.assumptions == {"burst_minute": 1.5}


@pytest.mark.parametrize(
    ("axes", "said"),
    [
        ("", "no [axes]"),
        ("[axes]\nworkload.requests_per_day = 10\n", "is not a list of values"),
        ("[axes]\nworkload.request_per_day = [10]\n", "line 3: unknown key"),
        ("[axes]\nworkload.request_per_day = [10]\n", "did you mean requests_per_day"),
        ("[axes]\nworkload.requests_per_day = [10, -1]\n", "line 3: "),
        ("[axes]\nworkloads.requests_per_day = [10]\n", "unknown key 'workloads'"),
        ("[axes]\nworkload.requests_per_day = [10, 10]\n", "has a value twice"),
        ("[axis]\nx = [1]\n", "unknown key 'axis'; did you mean axes?"),
    ],
)
def test_mistakes_say_where(tmp_path: Path, axes: str, said: str) -> None:
    with pytest.raises(ManyProblems) as caught:
        read_sweep(written(tmp_path, axes))
    assert said in str(caught.value)
    assert "sweep.toml" in str(caught.value)


def test_a_base_must_be_named(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text("[axes]\nworkload.requests_per_day = [1]\n")
    with pytest.raises(ManyProblems, match="scenario is missing"):
        read_sweep(path)


def test_too_many(tmp_path: Path) -> None:
    many = ", ".join(str(i) for i in range(1, 400))
    axes = f"[axes]\nworkload.requests_per_day = [{many}]\nworkload.input_tokens = [{many}]\n"
    with pytest.raises(InputError, match="159,201 combinations are more than 100,000"):
        read_sweep(written(tmp_path, axes))
