"""Which weights are loaded follows from what the facts know of a model."""

import pytest

from breakeven.api.checkpoints import NAMED, checkpoint_of, weights_of
from breakeven.domain.errors import InputError, NothingFeasible
from breakeven.inputs.catalog import Catalog, load_catalog


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def loaded(catalog: Catalog, engine: str, model: str, precision: str, given: str | None = None):  # type: ignore[no-untyped-def]
    return weights_of(
        catalog,
        catalog.launches[engine],
        catalog.models[model],
        catalog.precision(precision),
        given=given,
    )


def test_native_weights_are_the_models_own(catalog: Catalog) -> None:
    plain = loaded(catalog, "vllm", "llama-3.1-8b", "bf16")
    assert (plain.name, plain.words) == (
        "meta-llama/Llama-3.1-8B-Instruct",
        ("--dtype", "bfloat16"),
    )
    native = loaded(catalog, "vllm", "gpt-oss-20b", "mxfp4")
    assert (native.name, native.words) == ("openai/gpt-oss-20b", ())


def test_a_checkpoint_goes_before_quantising(catalog: Catalog) -> None:
    found = loaded(catalog, "vllm", "llama-3.1-8b", "fp8")
    assert found.name.startswith("RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8")
    assert found.words == ()
    assert loaded(catalog, "vllm", "qwen3-8b", "fp8").name == "Qwen/Qwen3-8B-FP8"
    assert loaded(catalog, "vllm", "llama-3.1-8b", "int4").name.endswith("w4a16")


def test_vllm_quantises_to_fp8_as_it_loads(catalog: Catalog) -> None:
    found = loaded(catalog, "vllm", "falcon-7b", "fp8")
    assert (found.words, found.sixteen_bits) == (("--quantization", "fp8"), True)


def test_what_nobody_quantised_has_an_excuse(catalog: Catalog) -> None:
    with pytest.raises(NothingFeasible, match="name one with --weights"):
        loaded(catalog, "vllm", "falcon-40b", "int4")
    assert loaded(catalog, "vllm", "falcon-40b", "int4", "me/falcon-awq").name == "me/falcon-awq"


def test_gguf_files_only_where_they_are_known(catalog: Catalog) -> None:
    assert loaded(catalog, "llama-cpp", "llama-3.1-8b", "q4_k_m").name.endswith("-GGUF:Q4_K_M")
    assert loaded(catalog, "ollama", "llama-3.1-8b", "q8_0").name == "llama3.1:8b-instruct-q8_0"
    assert loaded(catalog, "ollama", "gpt-oss-20b", "mxfp4").name == "gpt-oss:20b"
    with pytest.raises(NothingFeasible, match="no GGUF files of falcon-7b are known"):
        loaded(catalog, "ollama", "falcon-7b", "q4_k_m")
    with pytest.raises(NothingFeasible, match="does not load fp8"):
        loaded(catalog, "llama-cpp", "llama-3.1-8b", "fp8")


@pytest.mark.parametrize("given", ["a;b", "$(x)", "../x", "a b", "-x", "a/b/c", ""])
def test_names_that_a_shell_would_read_are_refused(catalog: Catalog, given: str) -> None:
    with pytest.raises(InputError, match="expected a repository"):
        loaded(catalog, "vllm", "llama-3.1-8b", "bf16", given)


def test_each_checkpoint_is_an_alias_of_its_model(catalog: Catalog) -> None:
    for model in catalog.models.values():
        for precision in NAMED:
            found = checkpoint_of(model, precision)
            assert not found or catalog.model(found).id == model.id
