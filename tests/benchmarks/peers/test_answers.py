"""AIConfigurator's figures as values of rows, without it."""

from pathlib import Path

import pytest

from benchmarks.peers import answers
from benchmarks.peers.answers import answer_rows, ask_rows, value, write_predictions
from benchmarks.peers.comparison import read_rows
from breakeven.inputs.catalog import load_catalog

ROW = {
    "source": "inferencex",
    "engine": "vLLM",
    "model": "llama-3.1-8b",
    "precision": "bf16",
    "gpu": "H100",
    "tp": "1",
    "isl": "100",
    "osl": "11",
    "concurrency": "4",
    "metric": "tpot",
    "value": "9",
    "unit": "ms",
}
SAID = {"ttft_ms": 50.0, "tpot_ms": 10.0, "tokens_per_second": 400.0}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"metric": "ttft"}, 50.0),
        ({"metric": "ttft_mean", "unit": "s"}, 0.05),
        ({"metric": "tpot_p50"}, 10.0),
        ({"metric": "itl_p50"}, 10.0),
        ({"metric": "e2e_p50"}, 150.0),
        ({"metric": "output_tokens_per_second", "unit": "tokens/s"}, 400.0),
        ({"metric": "tpot_p50", "source": "cloud_instances"}, 150.0 / 11),
        ({"metric": "itl_p50", "source": "cloud_instances"}, 10.0),
    ],
)
def test_the_metric_in_the_unit_of_its_row(changes: dict[str, str], expected: float) -> None:
    assert value(ROW | changes, SAID) == pytest.approx(expected)


def test_rows_share_a_question_and_get_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [ROW, ROW | {"metric": "ttft"}, ROW | {"metric": "ttft_p99"}, ROW | {"concurrency": "8"}]
    good = SAID | {"seconds": 0.2, "estimates": 2, "database": "HYBRID", "version": "0.24.0"}
    said = {"answers": [good, {"reason": "OOM", "estimates": 1}], "version": "9", "seconds": 3.0}
    counts = []

    def run(questions: list[object], _: Path) -> dict[str, object]:
        counts.append(len(questions))
        return said

    monkeypatch.setattr(answers, "run_worker", run)
    found = answer_rows(rows, ask_rows(rows, load_catalog()), tmp_path)
    assert counts == [2]
    assert found.predicted == (10.0, 50.0, None, None)
    assert found.reasons == ("", "", "metric ttft_p99", "OOM")
    assert (found.hybrid, found.versions, found.median_seconds) == (1, ("0.24.0",), 0.1)
    write_predictions(rows, found, tmp_path / "out.csv")
    written = read_rows(tmp_path / "out.csv")
    assert [row["predicted"] for row in written] == ["10", "50", "", ""]
    assert written[3]["reason"] == "OOM"
