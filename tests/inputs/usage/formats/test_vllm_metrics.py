"""vLLM's counters: what grew between scrapes, restarts, series that are something else."""

import json

import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.usage import read_usage
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
