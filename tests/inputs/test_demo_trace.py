"""The demo's trace has the published statistics."""

from pathlib import Path

import numpy as np
import pytest

from breakeven.inputs.demo_trace import INPUT, OUTPUT, demo_trace, write_demo_trace


@pytest.fixture(scope="module")
def trace() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return demo_trace()


def test_it_is_an_hour_at_the_published_rate(trace: tuple[np.ndarray, ...]) -> None:
    arrivals = trace[0]
    assert 3_598 < arrivals[-1] < 3_600
    assert len(arrivals) / 3_600 == pytest.approx(5.53, rel=0.002)


@pytest.mark.parametrize(("column", "known"), [(1, INPUT), (2, OUTPUT)])
def test_lengths_have_the_published_quantiles(
    trace: tuple[np.ndarray, ...], column: int, known: object
) -> None:
    tokens = trace[column]
    found = (tokens.mean(), *np.quantile(tokens, [0.5, 0.95, 0.99]))
    expected = [getattr(known, name) for name in ("mean", "p50", "p95", "p99")]
    assert found == pytest.approx(expected, rel=0.01)
    assert np.array_equal(tokens, tokens.round())


def test_it_is_as_bursty_as_published(tmp_path: Path) -> None:
    pytest.importorskip("ibis")
    from breakeven.inputs.usage import read_usage

    path = tmp_path / "demo.csv"
    write_demo_trace(path)
    found = read_usage(path)
    assert (found.format, found.rejected) == ("azure_trace", ())
    peaks = found.workload().peak_to_mean
    assert peaks.second == pytest.approx(2.89, rel=0.03)
    assert peaks.minute == pytest.approx(1.52, rel=0.03)
    assert peaks.hour is None


def test_it_is_always_the_same(tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    write_demo_trace(first)
    write_demo_trace(second)
    assert first.read_bytes() == second.read_bytes()
