from datetime import date
from typing import Any

from breakeven.domain.model import Model
from breakeven.inputs.records import file_keys, parse

RAW: dict[str, Any] = {
    "id": "m",
    "name": "M",
    "family": "m",
    "maker": "us",
    "class": "open-weight",
    "licence": "mit",
    "native_precision": "bf16",
    "modalities": ["text"],
    "date": date(2026, 1, 2),
    "source": "judgement",
    "architecture": {
        "layers": 2,
        "hidden": 8,
        "heads": 2,
        "kv_heads": 1,
        "head_size": 4,
        "ffn": 16,
        "vocabulary": 32,
    },
}


def test_the_dataclass_is_the_schema() -> None:
    parsed = parse(RAW, Model)
    assert parsed.value is not None
    assert parsed.value.model_class == "open-weight"
    assert parsed.value.provenance.source == "judgement"
    assert {"class", "date", "source", "verified"} <= set(file_keys(Model))
    assert "model_class" not in file_keys(Model)
    assert "provenance" not in file_keys(Model)


def test_unknown_keys_inside_are_found() -> None:
    raw = {**RAW, "architecture": {**RAW["architecture"], "layer": 3}}
    (problem,) = parse(raw, Model).problems
    assert problem.key == ("architecture", "layer")
    assert "did you mean layers?" in problem.message


def test_a_wrong_choice_is_told_by_the_key_of_the_file() -> None:
    (problem,) = parse({**RAW, "class": "open"}, Model).problems
    assert problem.message.startswith("class: must be 'proprietary'")


def test_a_bound_is_held() -> None:
    raw = {**RAW, "architecture": {**RAW["architecture"], "layers": 0}}
    (problem,) = parse(raw, Model).problems
    assert problem.key == ("architecture", "layers")
    assert "greater than 0" in problem.message


def test_a_list_is_called_a_list() -> None:
    [problem] = parse({**RAW, "licence": "mit", "modalities": "text"}, Model).problems
    assert problem.message == "modalities: must be a list, not 'text'"
