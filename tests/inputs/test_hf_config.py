import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.catalog import load_catalog
from breakeven.inputs.hf_config import architecture, config_path, fetch_model, read_model

DAY = date(2026, 11, 24)
LLAMA = {
    "model_type": "llama",
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_attention_heads": 32,
    "num_hidden_layers": 32,
    "num_key_value_heads": 8,
    "vocab_size": 128256,
    "max_position_embeddings": 131072,
    "tie_word_embeddings": False,
    "torch_dtype": "bfloat16",
}
SHAPES: dict[str, dict[str, Any]] = {
    "llama-3.1-8b": LLAMA,
    "mixtral-8x7b": {
        "model_type": "mixtral",
        "hidden_size": 4096,
        "intermediate_size": 14336,
        "num_attention_heads": 32,
        "num_hidden_layers": 32,
        "num_key_value_heads": 8,
        "vocab_size": 32000,
        "num_local_experts": 8,
        "num_experts_per_tok": 2,
        "sliding_window": None,
        "tie_word_embeddings": False,
    },
    "qwen3-30b-a3b": {
        "model_type": "qwen3_moe",
        "hidden_size": 2048,
        "intermediate_size": 6144,
        "moe_intermediate_size": 768,
        "num_attention_heads": 32,
        "num_hidden_layers": 48,
        "num_key_value_heads": 4,
        "head_dim": 128,
        "vocab_size": 151936,
        "num_experts": 128,
        "num_experts_per_tok": 8,
        "decoder_sparse_step": 1,
        "mlp_only_layers": [],
        "use_sliding_window": False,
        "sliding_window": 4096,
        "tie_word_embeddings": False,
    },
    "deepseek-v3": {
        "model_type": "deepseek_v3",
        "hidden_size": 7168,
        "intermediate_size": 18432,
        "moe_intermediate_size": 2048,
        "num_attention_heads": 128,
        "num_hidden_layers": 61,
        "num_key_value_heads": 128,
        "vocab_size": 129280,
        "n_routed_experts": 256,
        "n_shared_experts": 1,
        "num_experts_per_tok": 8,
        "first_k_dense_replace": 3,
        "moe_layer_freq": 1,
        "kv_lora_rank": 512,
        "q_lora_rank": 1536,
        "qk_nope_head_dim": 128,
        "qk_rope_head_dim": 64,
        "v_head_dim": 128,
        "tie_word_embeddings": False,
    },
    "gpt-oss-120b": {
        "model_type": "gpt_oss",
        "hidden_size": 2880,
        "intermediate_size": 2880,
        "num_attention_heads": 64,
        "num_hidden_layers": 36,
        "num_key_value_heads": 8,
        "head_dim": 64,
        "vocab_size": 201088,
        "num_local_experts": 128,
        "num_experts_per_tok": 4,
        "experts_per_token": 4,
        "sliding_window": 128,
        "layer_types": ["sliding_attention", "full_attention"] * 18,
        "tie_word_embeddings": False,
    },
    "pythia-6.9b": {
        "model_type": "gpt_neox",
        "hidden_size": 4096,
        "intermediate_size": 16384,
        "num_attention_heads": 32,
        "num_hidden_layers": 32,
        "vocab_size": 50432,
        "tie_word_embeddings": False,
    },
    "falcon-180b": {
        "model_type": "falcon",
        "hidden_size": 14848,
        "num_attention_heads": 232,
        "num_hidden_layers": 80,
        "num_kv_heads": 8,
        "multi_query": True,
        "new_decoder_architecture": True,
        "vocab_size": 65024,
    },
    "gemma-2-9b": {
        "model_type": "gemma2",
        "hidden_size": 3584,
        "intermediate_size": 14336,
        "num_attention_heads": 16,
        "num_hidden_layers": 42,
        "num_key_value_heads": 8,
        "head_dim": 256,
        "vocab_size": 256000,
        "sliding_window": 4096,
    },
}


@pytest.mark.parametrize("name", SHAPES)
def test_configs_agree_with_the_facts(name: str, tmp_path: Path) -> None:
    fact = load_catalog(as_of=DAY).models.get(name)
    if fact is None:
        pytest.skip(f"{name} is not among the facts")
    (tmp_path / "config.json").write_text(json.dumps(SHAPES[name]))
    model = read_model(tmp_path / "config.json", as_of=DAY)
    assert model.parameters_billion == pytest.approx(fact.parameters_billion, rel=0.02)
    assert model.architecture is not None
    assert fact.architecture is not None
    for field in ("layers", "kv_heads", "moe_layers", "experts", "kv_lora_rank", "sliding_layers"):
        assert getattr(model.architecture, field) == getattr(fact.architecture, field), field


def test_a_path_is_a_model(tmp_path: Path) -> None:
    folder = tmp_path / "My-Llama"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(LLAMA))
    catalog = load_catalog(as_of=DAY)
    for path in (folder, folder / "config.json"):
        model = catalog.model(str(path))
        assert (model.id, model.native_precision, model.context_tokens) == (
            "my-llama",
            "bf16",
            131072,
        )


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "is not JSON"), ("[]", "an object was expected"), ("{}", "hidden_size"), ("", "empty")],
)
def test_configs_that_are_none(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "config.json"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        read_model(path, as_of=DAY)


def test_quantised_configs(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps({**LLAMA, "quantization_config": {"quant_method": "awq"}}))
    assert read_model(path, as_of=DAY).native_precision == "int4"


def test_a_missing_number_is_named() -> None:
    with pytest.raises(KeyError, match="vocab_size"):
        architecture({k: v for k, v in LLAMA.items() if k != "vocab_size"})


def test_the_hub_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(url: str, timeout: float) -> BytesIO:
        assert (url, timeout) == ("https://huggingface.co/org/new-7b/resolve/main/config.json", 5.0)
        return BytesIO(json.dumps(LLAMA).encode())

    monkeypatch.setattr("urllib.request.urlopen", answer)
    model = load_catalog(as_of=DAY, network=True).model("org/new-7b")
    assert (model.id, model.maker, model.hf_id) == ("new-7b", "org", "org/new-7b")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (URLError("no route"), "cannot be reached"),
        (TimeoutError("timed out"), "cannot be reached"),
        (HTTPError("u", 404, "no", None, None), "answers 404"),  # type: ignore[arg-type]
        (HTTPError("u", 401, "no", None, None), "needs an account"),  # type: ignore[arg-type]
    ],
)
def test_the_hub_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def refuse(url: str, timeout: float) -> BytesIO:
        raise error

    monkeypatch.setattr("urllib.request.urlopen", refuse)
    with pytest.raises(InputError, match=said):
        fetch_model("org/new-7b", as_of=DAY)


def test_an_empty_name_is_no_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    assert config_path("") is None
    assert config_path(" ") is None
    assert config_path(".") is not None
