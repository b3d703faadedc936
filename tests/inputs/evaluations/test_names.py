from datetime import date

import pytest

from breakeven.domain.evaluation import Evaluation
from breakeven.domain.provenance import Provenance
from breakeven.inputs.catalog import Catalog, load_catalog
from breakeven.inputs.evaluations.names import named


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(as_of=date(2026, 11, 24))


def result(model: str) -> Evaluation:
    said = Provenance(source="ours.toml")
    return Evaluation(model=model, task="t", success_share=0.5, samples=10, provenance=said)


@pytest.mark.parametrize(
    ("said", "model", "precision"),
    [
        ("gpt-4o-mini", "gpt-4o-mini", ""),
        ("openai/gpt-4o-mini", "gpt-4o-mini", ""),
        ("openai:chat:gpt-4o-mini", "gpt-4o-mini", ""),
        ("vllm/meta-llama/Llama-3.1-8B-Instruct", "llama-3.1-8b", ""),
        ("llama-3.1-8b@int4", "llama-3.1-8b", "int4"),
        ("llama-3.1-8b@w4a16", "llama-3.1-8b", "int4"),
        ("RedHatAI/Meta-Llama-3.1-8B-Instruct-quantized.w4a16", "llama-3.1-8b", "int4"),
        ("RedHatAI/Phi-4-reasoning-FP8-dynamic", "phi-4-reasoning", "fp8"),
        ("Qwen/Qwen2.5-72B-Instruct-AWQ", "qwen2.5-72b", "int4"),
    ],
)
def test_names_of_evaluators(catalog: Catalog, said: str, model: str, precision: str) -> None:
    [one], warnings = named([result(said)], catalog, names={})
    assert (one.model, one.precision) == (model, precision)
    assert not warnings


def test_names_that_are_told(catalog: Catalog) -> None:
    [one], _ = named([result("prod")], catalog, names={"prod": "llama-3.1-8b@fp8"})
    assert (one.model, one.precision) == ("llama-3.1-8b", "fp8")


@pytest.mark.parametrize("said", ["our-own-model", "/models/Llama-3.1-8B-Instruct", "./gpt-4o"])
def test_others_are_left_out_with_a_warning(catalog: Catalog, said: str) -> None:
    found, [warning] = named([result(said), result(said)], catalog, names={})
    assert found == ()
    assert "[tasks.models]" in warning
