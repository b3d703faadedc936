import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from breakeven.domain.errors import InputError
from breakeven.domain.evaluation import Evaluation
from breakeven.inputs.evaluations.reading import read_evaluations


def new() -> dict[str, Any]:
    """A file as 0.4.12 writes it."""
    return {
        "results": {
            "mmlu": {"alias": "mmlu", "acc,none": 0.64, "acc_stderr,none": 0.004},
            "mmlu_law": {"alias": " - law", "acc,none": 0.5, "acc_stderr,none": 0.02},
            "gsm8k": {
                "alias": "gsm8k",
                "exact_match,strict-match": 0.8,
                "exact_match_stderr,strict-match": 0.02,
                "exact_match,flexible-extract": 0.82,
                "exact_match_stderr,flexible-extract": 0.019,
            },
            "wikitext": {"word_perplexity,none": 8.1, "word_perplexity_stderr,none": "N/A"},
        },
        "groups": {"mmlu": {"acc,none": 0.64}},
        "group_subtasks": {"mmlu": ["mmlu_law"], "gsm8k": []},
        "configs": {},
        "versions": {"mmlu": 2, "gsm8k": 3.0},
        "n-shot": {"gsm8k": 5},
        "higher_is_better": {"gsm8k": {"exact_match": True}, "mmlu": {"acc": True}},
        "n-samples": {
            "mmlu": {"original": 14042, "effective": 14042},
            "gsm8k": {"original": 1319, "effective": 400},
        },
        "config": {"model": "vllm", "model_args": "pretrained=ignored", "limit": 400.0},
        "date": 1_790_000_000.0,
        "lm_eval_version": "0.4.12",
        "model_name": "meta-llama/Llama-3.1-8B-Instruct",
    }


def read(data: Any, folder: Path) -> dict[str, Evaluation]:
    path = folder / "results.json"
    path.write_text(json.dumps(data), "utf-8")
    return {e.task: e for e in read_evaluations(path)}


def test_tasks_that_are_no_parts_and_have_a_share(tmp_path: Path) -> None:
    found = read(new(), tmp_path)
    assert set(found) == {"mmlu", "gsm8k"}
    one = found["gsm8k"]
    assert one.model == "meta-llama/Llama-3.1-8B-Instruct"
    assert (one.success_share, one.samples, one.stderr) == (0.8, 400, 0.02)
    assert one.provenance.date == date(2026, 9, 21)
    assert "0.4.12: exact_match,strict-match" in one.provenance.note
    assert one.output_tokens_mean is None


def test_a_metric_of_which_less_is_better_is_no_success(tmp_path: Path) -> None:
    data = new()
    data["higher_is_better"]["gsm8k"]["exact_match"] = False
    assert set(read(data, tmp_path)) == {"mmlu"}


def test_the_unfiltered_metric_goes_first(tmp_path: Path) -> None:
    data = new()
    data["results"]["gsm8k"]["exact_match,none"] = 0.7
    assert read(data, tmp_path)["gsm8k"].success_share == 0.7


def test_keys_without_filter_and_samples_from_the_error(tmp_path: Path) -> None:
    """0.3: no filter, no number of samples; 0.25 / 0.05^2 + 1 = 101."""
    data = {
        "results": {"piqa": {"acc": 0.5, "acc_stderr": 0.05}},
        "versions": {"piqa": 0},
        "config": {"model": "hf-causal", "model_args": "pretrained=gpt2,dtype=float16"},
    }
    one = read(data, tmp_path)["piqa"]
    assert (one.model, one.samples, one.stderr) == ("gpt2", 101, 0.05)


def test_samples_inside_the_results_and_arguments_as_a_table(tmp_path: Path) -> None:
    """0.4.0 has the samples in the results; later versions may have `model_args` as a table."""
    data = {
        "results": {" - piqa": {"acc,none": 0.5, "samples": 40}},
        "versions": {},
        "config": {"model": "hf", "model_args": {"pretrained": "a/b", "dtype": "auto"}},
    }
    one = read(data, tmp_path)["piqa"]
    assert (one.model, one.samples, one.stderr) == ("a/b", 40, None)


@pytest.mark.parametrize(
    ("change", "where", "message"),
    [
        ({"results": {"t": {"acc,none": 64.0}}}, "results.t.acc,none", "0.87 for 87 %"),
        ({"results": {"t": {"bleu,none": 0.3}}}, "results", "no task has a share"),
        ({"results": {"t": {"acc,none": 0.5}}}, "results.t", "n-samples was expected"),
        ({"model_name": "", "config": {}}, "config.model", "is missing"),
        ({"results": {"t": [1]}}, "results.t", "an object was expected, found a list"),
    ],
)
def test_what_is_wrong_is_located(
    tmp_path: Path, change: dict[str, Any], where: str, message: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read({**new(), **change}, tmp_path)
    assert caught.value.where.endswith(where)


def test_not_a_number_counts_as_not_told(tmp_path: Path) -> None:
    data = new()
    data["results"]["gsm8k"]["exact_match_stderr,strict-match"] = float("nan")
    assert read(data, tmp_path)["gsm8k"].stderr is None
