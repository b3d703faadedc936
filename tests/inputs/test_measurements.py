"""Measured runs from a CSV file: resolved, or skipped with the reason."""

from pathlib import Path

import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.catalog import load_catalog
from breakeven.inputs.measurements import COLUMNS, OPTIONAL, Measurements, read_measurements

CATALOG = load_catalog()
ROW = {
    "source": "mine",
    "date": "2026-05-01",
    "engine": "vLLM",
    "model": "meta-llama/Llama-3.1-8B-Instruct",
    "precision": "bfloat16",
    "gpu": "NVIDIA H100 80GB HBM3",
    "gpu_count": "1",
    "tp": "1",
    "isl": "1024",
    "osl": "256",
    "concurrency": "16",
    "metric": "tpot",
    "value": "8.5",
    "unit": "ms",
    "mode": "agg",
}


def read(tmp_path: Path, *changes: dict[str, str]) -> Measurements:
    path = tmp_path / "runs.csv"
    rows = [{**ROW, **c} for c in changes]
    names = (*COLUMNS, *OPTIONAL)
    lines = [",".join(names), *(",".join(r.get(c, "") for c in names) for r in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_measurements(path, CATALOG)


def test_names_are_resolved_and_times_are_seconds(tmp_path: Path) -> None:
    found = read(tmp_path, {})
    one = found.settings[0]
    assert (one.model, one.accelerator, one.engine) == ("llama-3.1-8b", "H100-SXM", "vllm")
    assert found.points[0].value == pytest.approx(0.0085)
    assert not found.skipped


def test_values_of_one_run_share_its_setting(tmp_path: Path) -> None:
    found = read(tmp_path, {}, {"metric": "ttft", "value": "90"}, {"concurrency": "32"})
    assert [p.setting for p in found.points] == [0, 0, 1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"gpu": "H1000"}, "H1000"),
        ({"metric": "happiness"}, "happiness"),
        ({"metric": "ttft_p75"}, "ttft_p75"),
        ({"value": "fast"}, "not a number"),
        ({"value": "-1"}, "not positive"),
        ({"concurrency": ""}, "concurrency"),
        ({"mode": "disagg"}, "apart"),
        ({"gpu_count": "72"}, "72 GPUs"),
        ({"isl": "", "osl": ""}, "isl and osl"),
        ({"draft_tokens": "3", "acceptance": "1"}, "below 1"),
    ],
)
def test_what_cannot_be_predicted_is_skipped_with_its_reason(
    tmp_path: Path, change: dict[str, str], said: str
) -> None:
    found = read(tmp_path, {}, change)
    assert len(found.points) == 1
    assert found.skipped[0].row == 2
    assert said in found.skipped[0].reason


def test_a_width_multiplied_by_expert_parallelism_is_divided_again(tmp_path: Path) -> None:
    wide = {"gpu_count": "64", "tp": "64", "ep": "8", "model": "deepseek-v3", "precision": "fp8"}
    assert read(tmp_path, wide).settings[0].sheet.count == 8


def test_the_cache_has_eight_bits_where_the_products_have(tmp_path: Path) -> None:
    found = read(tmp_path, {"precision": "fp8"}, {"precision": ""})
    assert [s.sheet.kv_bytes for s in found.settings] == [1.0, 2.0]


def test_a_client_may_call_the_share_of_the_whole_time_tpot(tmp_path: Path) -> None:
    found = read(tmp_path, {"source": "cloud_instances"}, {})
    assert [p.quantity for p in found.points] == ["share_of_e2e", "tpot"]


def test_old_static_batches_have_an_era(tmp_path: Path) -> None:
    found = read(tmp_path, {"mode": "static_batch", "date": "2024"})
    assert found.settings[0].engine == "vllm@2024"


def test_missing_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "runs.csv"
    path.write_text("model,gpu\nllama-3.1-8b,L4\n", encoding="utf-8")
    with pytest.raises(InputError, match="columns missing: engine, metric, value"):
        read_measurements(path, CATALOG)


def test_tails_are_read_with_their_statistic(tmp_path: Path) -> None:
    found = read(tmp_path, {"metric": "ttft_p99", "value": "90"}, {"metric": "itl_mean"})
    assert [(p.quantity, p.statistic) for p in found.points] == [("ttft", "p99"), ("itl", "mean")]


def test_drafted_tokens_are_a_column_or_a_known_run(tmp_path: Path) -> None:
    told = {"draft_tokens": "3", "acceptance": "0.5"}
    mtp = {
        "source": "inferencex",
        "engine": "TensorRT-LLM",
        "engine_version": "1.2.0rc6.post3",
        "model": "deepseek-r1",
        "precision": "fp8",
        "gpu": "B200-SXM",
        "gpu_count": "8",
    }
    found = read(tmp_path, {}, told, mtp)
    drafts = [s.load.speculation for s in found.settings]
    assert [d.draft_tokens for d in drafts] == [0, 3, 3]
    assert drafts[1].acceptance == 0.5
    assert found.settings[2].release == "1.2.0rc6.post3"


def test_what_a_client_sets_is_known(tmp_path: Path) -> None:
    found = read(tmp_path, {"source": "inferencex"}, {"source": "somebody"})
    known, unknown = (s.load for s in found.settings)
    assert (known.requests, known.shortest_share) == (10, 0.8)
    assert (unknown.requests, unknown.shortest_share) == (0, 1)
    assert known.input_tokens == pytest.approx(0.9 * unknown.input_tokens)


def test_servers_that_wait_are_known(tmp_path: Path) -> None:
    polled = {"source": "inferencex", "engine": "SGLang", "gpu": "B200-SXM", "gpu_count": "8"}
    r1 = {**polled, "model": "deepseek-r1", "precision": "fp8"}
    qwen = {**polled, "model": "Qwen/Qwen3.5-397B-A17B", "concurrency": "8"}
    llama = {**polled, "engine": "TensorRT-LLM", "model": "llama-3.1-70b", "precision": "fp8"}
    gathered = {**llama, "osl": "1024", "gpu_count": "4", "tp": "4"}
    found = read(
        tmp_path,
        {**r1, "concurrency": "8"},
        {**r1, "concurrency": "16"},
        {**r1, "gpu": "H200-SXM"},
        {**r1, "source": "somebody"},
        {**qwen, "precision": "fp8"},
        {**qwen, "precision": "nvfp4"},
        gathered,
        {**gathered, "gpu_count": "8", "tp": "8"},
        {**gathered, "osl": "8192"},
    )
    assert [s.load.wait_steps for s in found.settings] == [5, 15, 0, 0, 5, 15, 20, 0, 0]
