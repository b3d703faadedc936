import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from breakeven.domain.errors import InputError
from breakeven.domain.evaluation import Evaluation
from breakeven.inputs.evaluations.reading import read_evaluations


def row(provider: Any, *, success: Any, **more: Any) -> dict[str, Any]:
    usage = {"total": 120, "prompt": 100, "completion": 20, "cached": 0, "numRequests": 1}
    return {
        "promptIdx": 0,
        "testIdx": 0,
        "provider": provider,
        "prompt": {"raw": "SECRET", "label": "p"},
        "vars": {},
        "response": {"output": "SECRET"},
        "success": success,
        "score": 1,
        "failureReason": 0 if success else 1,
        "latencyMs": 700,
        "cost": 0.0001,
        "namedScores": {},
        "tokenUsage": usage,
        **more,
    }


def output() -> dict[str, Any]:
    """What `promptfoo eval --output results.json` writes, version 3."""
    mini, large = {"id": "openai:gpt-4o-mini", "label": ""}, {"id": "openai:gpt-4o"}
    return {
        "evalId": "eval-x",
        "results": {
            "version": 3,
            "timestamp": "2026-11-03T10:00:00.000Z",
            "prompts": [],
            "results": [
                row(mini, success=True),
                row(mini, success=False),
                row(mini, success=False, failureReason=2, error="timeout", tokenUsage={}),
                row(large, success=True, tokenUsage={"total": 50, "cached": 50, "prompt": 0}),
            ],
            "stats": {"successes": 2, "failures": 1, "errors": 1, "tokenUsage": {"total": 290}},
        },
        "config": {"description": "ticket triage"},
        "shareableUrl": None,
        "metadata": {"promptfooVersion": "0.119.0"},
    }


def read(data: Any, folder: Path) -> dict[str, Evaluation]:
    path = folder / "results.json"
    path.write_text(json.dumps(data), "utf-8")
    return {e.model: e for e in read_evaluations(path)}


def test_each_provider_over_its_judged_tests(tmp_path: Path) -> None:
    found = read(output(), tmp_path)
    assert set(found) == {"openai:gpt-4o-mini", "openai:gpt-4o"}
    mini = found["openai:gpt-4o-mini"]
    assert (mini.task, mini.success_share, mini.samples) == ("ticket triage", 0.5, 2)
    assert (mini.input_tokens_mean, mini.output_tokens_mean) == (100.0, 20.0)
    assert mini.provenance.date == date(2026, 11, 3)
    assert mini.provenance.note == "promptfoo 0.119.0: 1 failed calls left out"


def test_answers_from_the_cache_tell_no_tokens(tmp_path: Path) -> None:
    large = read(output(), tmp_path)["openai:gpt-4o"]
    assert (large.success_share, large.input_tokens_mean) == (1.0, None)


def test_providers_as_plain_names_and_tokens_in_the_response(tmp_path: Path) -> None:
    data = output()
    usage = {"tokenUsage": {"prompt": 7, "completion": 3}}
    data["results"]["results"] = [row("echo", success=True, tokenUsage=None, response=usage)]
    one = read(data, tmp_path)["echo"]
    assert (one.input_tokens_mean, one.output_tokens_mean) == (7.0, 3.0)


def test_counts_of_the_prompts_where_there_are_no_rows(tmp_path: Path) -> None:
    data = output()
    metrics = {"testPassCount": 8, "testFailCount": 2, "testErrorCount": 1}
    data["results"]["results"] = []
    data["results"]["prompts"] = [{"provider": "a", "metrics": metrics}] * 2
    one = read(data, tmp_path)["a"]
    assert (one.success_share, one.samples) == (0.8, 20)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row("a", success=True, failureReason=2)], "nothing was judged"),
        ([row("a", success="SECRET")], "true or false was expected, found text"),
        ([row(None, success=True)], "a name was expected"),
        ([17], "a name was expected"),
    ],
)
def test_errors_show_no_contents(tmp_path: Path, rows: list[Any], message: str) -> None:
    data = output()
    data["results"]["results"] = rows
    with pytest.raises(InputError, match=message) as caught:
        read(data, tmp_path)
    assert "SECRET" not in str(caught.value)
    assert "results.results[0]" in caught.value.where
