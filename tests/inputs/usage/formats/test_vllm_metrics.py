"""vLLM's counters: what grew between scrapes, restarts, series that are something else."""

import json
from pathlib import Path

import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.usage import read_usage
from breakeven.inputs.workload_toml import read_workload, write_workload
from tests.inputs.usage.conftest import Write, counts

START = 1_777_629_600


def series(name: str, *values: float | str, instance: str = "a") -> dict[str, object]:
    labels = {"__name__": name, "model_name": "llama", "instance": instance}
    return {"metric": labels, "values": [[START + 60 * n, str(v)] for n, v in enumerate(values)]}


def query(*result: dict[str, object]) -> str:
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}})


def test_counters_grow_and_start_anew(write: Write) -> None:
    log = query(
        series("vllm:prompt_tokens_total", 1_000, 1_100, 1_100, 50),
        series("vllm:prompt_tokens_total", 7, 8, 9, 10, instance="b"),
        series("vllm:generation_tokens_total", 0, 10, 30, 5),
        series("vllm:request_success_total", 5, 6, 8, 1),
        series("vllm:num_requests_running", 5, 6, 8, 1),
    )
    log_ = read_usage(write("a.json", log))
    found = log_.summary()
    assert (found.requests, found.input_tokens, found.output_tokens) == (4, 153, 35)
    assert found.cached_input_tokens is None
    assert found.aside == {"other": 3}
    assert found.to_dict()["first"] == "2026-05-01T10:00:00Z"
    assert log_.workload().requests_per_day == pytest.approx(4 / 180 * 86_400)
    assert found.peak_to_mean.minute == pytest.approx(2 * 3 / 4)


@pytest.mark.parametrize("name", ["vllm:prefix_cache_hits_total",
                                  "vllm:gpu_prefix_cache_hits_total"])  # fmt: skip
def test_hits_of_the_prefix_cache(write: Write, name: str) -> None:
    log = query(series("vllm:prompt_tokens_total", 0, 100), series(name, 0, 60),
                series("vllm:generation_tokens_total", 0, 10))  # fmt: skip
    assert counts(write("a.json", log)) == (None, 100, 60, None, 10)


def test_a_scrape_that_is_missing_is_bridged(write: Write) -> None:
    log = query(series("vllm:prompt_tokens_total", 0, 100, "NaN", 300, 400))
    found = read_usage(write("a.json", log)).summary()
    assert (found.rows, found.rejected_rows) == (3, 0)
    assert found.input_tokens == 400


def test_a_rate_has_no_name(write: Write) -> None:
    rate = {"metric": {"model_name": "llama"}, "values": [[START, "1.5"], [START + 60, "2.5"]]}
    with pytest.raises(InputError, match="no columns of a known usage log"):
        read_usage(write("a.json", query(rate)))


def histogram(metric: str, buckets: dict[str, int], total: float) -> list[dict[str, object]]:
    """Return the series of a histogram that began at 0, one scrape apart."""
    made = [series(f"{metric}_bucket", 0, n) for n in buckets.values()]
    for one, edge in zip(made, buckets, strict=True):
        one["metric"] = {**dict(one["metric"]), "le": edge}  # type: ignore[call-overload]
    last = list(buckets.values())[-1]
    return [*made, series(f"{metric}_sum", 0, total), series(f"{metric}_count", 0, last)]


COUNTED = (
    series("vllm:prompt_tokens_total", 0, 3_000),
    series("vllm:generation_tokens_total", 0, 500),
    series("vllm:request_success_total", 0, 10),
)


def test_histograms_bound_lengths_and_guess_nothing(write: Write) -> None:
    log = read_usage(write("a.json", query(
        *COUNTED,
        *histogram("vllm:request_prompt_tokens", {"100": 2, "200": 5, "500": 9, "+Inf": 10}, 3_000),
        *histogram("vllm:request_generation_tokens", {"50": 5, "100": 10, "+Inf": 10}, 500),
        *histogram("vllm:time_to_first_token_seconds", {"0.1": 0, "0.25": 10, "+Inf": 10}, 1.5),
    )))  # fmt: skip
    found = log.summary().to_dict()["histograms"]
    assert found["input_tokens"] == {
        "requests": 10, "mean": 300, "p50": (100, 200), "p90": (200, 500), "p99": (500, None),
    }  # fmt: skip
    assert found["output_tokens"]["p50"] == (0, 50)
    assert (found["ttft_ms"]["mean"], found["ttft_ms"]["p50"]) == (150, (100, 250))
    workload = log.workload()
    assert workload.bounds == {
        "input_tokens_p50": (100, 200), "input_tokens_p90": (200, 500),
        "output_tokens_p50": (0, 50), "output_tokens_p90": (50, 100),
        "output_tokens_p99": (50, 100),
    }  # fmt: skip
    assert (workload.input_tokens.mean, workload.input_tokens.p99) == (300, 300)
    assert log.summary().requests == 10


def test_bounds_are_written_and_read_back(write: Write, tmp_path: Path) -> None:
    parts = histogram("vllm:request_prompt_tokens", {"100": 4, "+Inf": 10}, 3_000)
    workload = read_usage(write("a.json", query(*COUNTED, *parts))).workload()
    write_workload(workload, tmp_path / "w.toml")
    assert read_workload(tmp_path / "w.toml").bounds == workload.bounds == {}
    parts = histogram("vllm:request_prompt_tokens", {"100": 5, "+Inf": 10}, 3_000)
    workload = read_usage(write("a.json", query(*COUNTED, *parts))).workload()
    write_workload(workload, tmp_path / "w.toml")
    assert read_workload(tmp_path / "w.toml").bounds == {"input_tokens_p50": (0, 100)}


def test_no_histograms_without_requests(write: Write) -> None:
    parts = histogram("vllm:request_prompt_tokens", {"100": 0, "+Inf": 0}, 0)
    assert read_usage(write("a.json", query(*COUNTED, *parts))).summary().histograms == {}
