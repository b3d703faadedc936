"""A workload file says what the workload said."""

from dataclasses import fields
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.domain.errors import InputError, ManyProblems
from breakeven.domain.provenance import Provenance
from breakeven.domain.workload import Lengths, PeakToMean, Workload
from breakeven.inputs.workload_toml import read_workload, write_workload

some = st.floats(0, 1e12)
lengths = st.builds(
    Lengths, mean=st.floats(1e-6, 1e12), p50=some, p90=some, p99=some, mean_square=some
)
maybe = st.none() | some
pairs = st.lists(st.tuples(some, some), min_size=1, max_size=20)
workloads = st.builds(
    Workload,
    requests_per_day=st.floats(1e-6, 1e12),
    input_tokens=lengths,
    output_tokens=lengths,
    cached_input_share=st.floats(0, 1),
    peak_to_mean=st.builds(PeakToMean, second=maybe, minute=maybe, hour=maybe),
    hourly_shape=st.just(()) | st.lists(some, min_size=24, max_size=24).map(tuple),
    request_tokens=st.none() | pairs.map(lambda rows: np.array(rows, dtype=np.float64)),
    busy_request_tokens=st.none() | pairs.map(lambda rows: np.array(rows, dtype=np.float64)),
    requests=st.none() | st.integers(0, 10**12),
    name=st.text(min_size=1).filter(lambda s: s.isprintable()),
    provenance=st.builds(
        Provenance,
        source=st.just('a "log" \\ of \u00fcs \U0001f600 \x7f\n'),
        date=st.none() | st.dates(),
        note=st.text(st.characters(codec="utf-8")),
        verified=st.booleans(),
    ),
)


def same(one: Workload, other: Workload) -> bool:
    return all(
        np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b
        for a, b in ((getattr(one, f.name), getattr(other, f.name)) for f in fields(Workload))
    )


@given(workloads)
def test_what_is_written_reads_back(
    tmp_path_factory: pytest.TempPathFactory, workload: Workload
) -> None:
    path = tmp_path_factory.mktemp("w") / "workload.toml"
    write_workload(workload, path)
    assert same(workload, read_workload(path))
    assert [p.name for p in path.parent.iterdir()] == ["workload.toml"]


PLAIN = Workload(
    requests_per_day=10_000,
    input_tokens=Lengths.constant(500),
    output_tokens=Lengths.constant(200),
    provenance=Provenance(source="told", date=date(2026, 5, 1)),
)


def test_the_folder_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_workload(PLAIN, tmp_path / "none" / "w.toml")


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.toml"
    write_workload(PLAIN, path)
    before = path.read_text()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match="No space left"):
        write_workload(PLAIN, path)
    assert path.read_text() == before
    assert list(tmp_path.iterdir()) == [path]


def test_every_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_text(
        "requests_per_day = -1\n"
        "cached_input_shar = 0.5\n"
        "hourly_shape = [1, 2]\n"
        'request_tokens = [[1, "a"]]\n'
        "[input_tokens]\n"
        'mean = "x"\n'
        "p50 = 1\n"
        "[peak_to_mean]\n"
        "second = inf\n"
    )
    with pytest.raises(ManyProblems) as caught:
        read_workload(path)
    told = str(caught.value)
    assert "line 1: requests_per_day: must be greater than 0" in told
    assert "line 2: cached_input_shar: unknown key; did you mean cached_input_share?" in told
    assert "line 3: hourly_shape: must have 24 values, not 2" in told
    assert "request_tokens" in told
    assert "line 6: input_tokens.mean" in told
    assert "input_tokens.p90 is missing" in told
    assert "line 9: peak_to_mean.second: must be a finite number" in told
    assert "output_tokens is missing" in told
    assert "source is missing" in told


def test_a_file_that_is_no_toml(tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_text("a = \n")
    with pytest.raises(InputError, match="is not TOML"):
        read_workload(path)


def test_requests_without_tokens_are_refused(tmp_path: Path) -> None:
    text = "requests_per_day = 10\n"
    for name, mean in (("input_tokens", 5), ("output_tokens", 0)):
        text += f"[{name}]\n" + "".join(
            f"{key} = {mean}\n" for key in ("mean", "p50", "p90", "p99", "mean_square")
        )
    path = tmp_path / "w.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ManyProblems, match=r"output_tokens\.mean: must be more than 0"):
        read_workload(path)
