import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from breakeven.domain.errors import InputError
from breakeven.domain.evaluation import Evaluation
from breakeven.inputs.evaluations.reading import read_evaluations


def log() -> dict[str, Any]:
    """A log's header, version 2, as of 2026."""
    return {
        "version": 2,
        "status": "success",
        "eval": {
            "eval_id": "e",
            "created": "2026-10-02T09:00:00+00:00",
            "task": "triage",
            "dataset": {"samples": 100},
            "model": "openai/gpt-4o-mini",
            "config": {"epochs": 2},
            "packages": {"inspect_ai": "0.3.291"},
        },
        "plan": {},
        "results": {
            "total_samples": 200,
            "completed_samples": 198,
            "scores": [
                {"name": "style", "scorer": "style", "metrics": {"grade": {"value": 3.2}}},
                {
                    "name": "match",
                    "scorer": "match",
                    "scored_samples": 99,
                    "metrics": {
                        "accuracy": {"name": "accuracy", "value": 0.8},
                        "stderr": {"name": "stderr", "value": 0.05},
                    },
                },
            ],
        },
        "stats": {
            "model_usage": {
                "openai/gpt-4o-mini": {
                    "input_tokens": 100_000,
                    "output_tokens": 40_000,
                    "total_tokens": 140_000,
                },
                "anthropic/grader": {"input_tokens": 9, "output_tokens": 9, "total_tokens": 18},
            }
        },
    }


def read(data: Any, folder: Path) -> Evaluation:
    path = folder / "log.json"
    path.write_text(json.dumps(data), "utf-8")
    [one] = read_evaluations(path, kind="tool-use")
    return one


def packed(folder: Path, parts: dict[str, Any], *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    path = folder / "log.eval"
    with zipfile.ZipFile(path, "w", compression=method) as archive:
        for name, data in parts.items():
            text = data if isinstance(data, str | bytes) else json.dumps(data)
            archive.writestr(name, text)
    return path


def test_the_first_scorer_with_a_share_of_successes(tmp_path: Path) -> None:
    one = read(log(), tmp_path)
    assert (one.model, one.task, one.kind) == ("openai/gpt-4o-mini", "triage", "tool-use")
    assert (one.success_share, one.samples, one.stderr) == (0.8, 99, 0.05)
    assert one.provenance.date == date(2026, 10, 2)


def test_tokens_are_of_the_evaluated_model_and_of_every_epoch(tmp_path: Path) -> None:
    one = read(log(), tmp_path)
    assert (one.input_tokens_mean, one.output_tokens_mean) == (500.0, 200.0)


@pytest.mark.parametrize(
    ("usage", "inputs", "outputs"),
    [
        # cached tokens beside the input, as Anthropic counts them
        ({"total_tokens": 200_000, "input_tokens_cache_read": 60_000}, 800.0, 200.0),
        # inside it
        ({"total_tokens": 140_000, "input_tokens_cache_read": 60_000}, 500.0, 200.0),
        # reasoning beside the output
        ({"total_tokens": 150_000, "reasoning_tokens": 10_000}, 500.0, 250.0),
        # inside it
        ({"total_tokens": 140_000, "reasoning_tokens": 10_000}, 500.0, 200.0),
        # both beside
        (
            {
                "total_tokens": 210_000,
                "input_tokens_cache_write": 60_000,
                "reasoning_tokens": 10_000,
            },
            800.0,
            250.0,
        ),
    ],
)
def test_the_total_tells_what_is_counted_twice(
    tmp_path: Path, usage: dict[str, int], inputs: float, outputs: float
) -> None:
    data = log()
    data["stats"]["model_usage"]["openai/gpt-4o-mini"].update(usage)
    one = read(data, tmp_path)
    assert (one.input_tokens_mean, one.output_tokens_mean) == (inputs, outputs)


def test_a_log_of_2024(tmp_path: Path) -> None:
    data = log()
    data["results"] = {
        "scorer": {"name": "match"},
        "metrics": {"mean": {"name": "mean", "value": 0.4}},
        "total_samples": 50,
    }
    del data["stats"]
    one = read(data, tmp_path)
    assert (one.success_share, one.samples, one.stderr) == (0.4, 50, None)
    assert one.input_tokens_mean is None


def test_the_zip_needs_its_header_alone(tmp_path: Path) -> None:
    path = packed(tmp_path, {"header.json": log(), "samples/1_epoch_1.json": b"\xff not read"})
    assert read_evaluations(path)[0].success_share == 0.8


def test_an_old_zip_in_two_parts(tmp_path: Path) -> None:
    data = log()
    start = {key: data.pop(key) for key in ("version", "eval", "plan")}
    path = packed(tmp_path, {"start.json": start, "results.json": data})
    assert read_evaluations(path)[0].samples == 99


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"_journal/start.json": {}}, "holds no header.json"),
        ({"header.json": "{"}, "is not JSON"),
        ({"header.json": b"\xff\xfe"}, "is not UTF-8"),
        ({"header.json": "[1]"}, "an object was expected"),
        ({"header.json": {"a": 1}}, "no result of a known evaluator"),
    ],
)
def test_broken_zips(tmp_path: Path, parts: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_evaluations(packed(tmp_path, parts))


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path, {"header.json": b" " * ((64 << 20) + 1)})
    assert path.stat().st_size < 1 << 20
    with pytest.raises(InputError, match="unpacks to more than"):
        read_evaluations(path)


def test_a_cut_and_a_damaged_zip(tmp_path: Path) -> None:
    path = packed(tmp_path, {"header.json": log()})
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    with pytest.raises(InputError, match="broken zip"):
        read_evaluations(path)
    path.write_bytes(whole[:60] + bytes(60) + whole[120:])
    with pytest.raises(InputError, match="cannot be unpacked"):
        read_evaluations(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status": "error"}, "is error: only a finished evaluation"),
        ({"status": "started"}, "is started"),
        ({"results": {"scores": []}}, "was not scored"),
        ({"results": {"scores": [{"metrics": {"grade": {"value": 3}}}]}}, "no share of successes"),
        ({"results": None}, "a list was expected"),
    ],
)
def test_what_has_no_result(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read({**log(), **change}, tmp_path)
