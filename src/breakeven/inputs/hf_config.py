"""A model from its config.json, as the Hugging Face hub keeps it.

Every family names the same numbers in its own way; the first name that is there counts.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from breakeven.domain.errors import InputError
from breakeven.domain.model import Architecture, Model
from breakeven.domain.provenance import Provenance
from breakeven.inputs.text import read_text
from breakeven.serving.shape import count_parameters

HUB = "https://huggingface.co"
TIMEOUT_SECONDS = 5.0
Config = Mapping[str, Any]


def config_path(name: str) -> Path | None:
    """Return the config.json that a name points to, None where it is no path."""
    if not name.strip():
        return None
    path = Path(name).expanduser()
    try:
        if path.is_dir() and (path / "config.json").is_file():
            return path / "config.json"
        return path if path.is_file() or path.suffix == ".json" else None
    except OSError:
        return None


def is_hub_id(name: str) -> bool:
    """Whether a name looks like ORGANISATION/MODEL of the hub.

    >>> is_hub_id("org/model-7b"), is_hub_id("../model"), is_hub_id("model")
    (True, False, False)
    """
    return re.fullmatch(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", name) is not None


def read_model(path: Path, *, as_of: date) -> Model:
    """Return the model that a config.json describes."""
    name = path.parent.resolve().name if path.name == "config.json" else path.stem
    source = Provenance(source=f"config of {path}", date=as_of)
    return _model(read_text(path), name=name, hf_id="", where=str(path), provenance=source)


def fetch_model(hub_id: str, *, as_of: date) -> Model:
    """Return the model of a hub id; raise InputError where the hub cannot be asked."""
    from urllib.error import HTTPError, URLError
    from urllib.request import urlopen

    url = f"{HUB}/{hub_id}/resolve/main/config.json"
    advice = "check the name, or give the path of its config.json"
    try:
        with urlopen(url, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the hub's own address
            text = answer.read().decode("utf-8")
    except HTTPError as error:
        gated = error.code in (401, 403)
        why = "needs an account that may see it" if gated else f"answers {error.code}"
        said = f"no fact carries this model, and the hub {why}; {advice}"
        raise InputError(said, where=url) from None
    except (URLError, OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "reason", error)
        said = f"no fact carries this model, and the hub cannot be reached ({reason}); {advice}"
        raise InputError(said, where=url) from None
    source = Provenance(source="config of the Hugging Face hub", date=as_of, url=url)
    return _model(text, name=hub_id, hf_id=hub_id, where=url, provenance=source)


def _model(text: str, *, name: str, hf_id: str, where: str, provenance: Provenance) -> Model:
    try:
        outer = json.loads(text)
    except json.JSONDecodeError as error:
        said = f"is not JSON: {error.msg}"
        raise InputError(said, where=f"{where}:{error.lineno}") from None
    if not isinstance(outer, dict):
        raise InputError("is not a model's config: an object was expected", where=where)
    text_config = outer.get("text_config")
    config = {**outer, **text_config} if isinstance(text_config, dict) else outer
    try:
        found = architecture(config)
        counted = count_parameters(found)
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        missing = error.args[0] if isinstance(error, KeyError) else str(error)
        said = f"is not a model's config that is understood: {missing}"
        raise InputError(said, where=where) from None
    note = "parameters counted from the config; vision parts are not in it"
    return Model(
        id=name.rpartition("/")[2].lower(),
        name=name,
        family=str(config.get("model_type", "")),
        maker=name.partition("/")[0] if "/" in name else "",
        model_class="open-weight",
        licence="",
        context_tokens=int(_first(config, "max_position_embeddings", "n_positions", default=0)),
        native_precision=_precision(outer),
        modalities=("text", "image") if "vision_config" in outer else ("text",),
        hf_id=hf_id,
        parameters_billion=counted.total / 1e9,
        active_parameters_billion=counted.active / 1e9,
        architecture=found,
        provenance=replace(provenance, note=note),
    )


def _first(config: Config, *names: str, default: Any = None) -> Any:
    for name in names:
        if config.get(name) is not None:
            return config[name]
    if default is None:
        raise KeyError(f"none of {', '.join(names)} is there")
    return default


def architecture(c: Config) -> Architecture:
    """Return the architecture of a config; raise KeyError where a number is missing."""
    hidden = int(_first(c, "hidden_size", "n_embd", "d_model"))
    layers = int(_first(c, "num_hidden_layers", "n_layer", "n_layers"))
    heads = int(_first(c, "num_attention_heads", "n_head", "n_heads"))
    family = str(c.get("model_type", ""))
    moe_layers, experts = _moe_layers(c, layers), _experts(c)
    return Architecture(
        layers=layers,
        hidden=hidden,
        heads=heads,
        kv_heads=_kv_heads(c, heads),
        head_size=int(_first(c, "head_dim", default=hidden // heads)),
        ffn=0 if moe_layers == layers else _ffn(c, hidden),
        vocabulary=int(_first(c, "vocab_size")),
        tied_embeddings=bool(c.get("tie_word_embeddings", family in TIED)),
        gated_ffn=family not in PLAIN_FFN,
        moe_layers=moe_layers,
        experts=experts if moe_layers else 0,
        experts_per_token=_experts_per_token(c) if moe_layers else 0,
        expert_ffn=_expert_ffn(c) if moe_layers else 0,
        shared_expert_ffn=_shared_ffn(c) if moe_layers else 0,
        **_latent(c),
        **_sliding(c, layers),
    )


PLAIN_FFN = ("gpt_neox", "falcon", "phi", "gpt2", "opt", "bloom", "gptj", "gpt_bigcode")
TIED = ("gemma", "gemma2", "gemma3", "gemma3_text", "gpt2", "falcon", "bloom", "opt", "cohere")


def _kv_heads(c: Config, heads: int) -> int:
    """Falcon says it in two booleans, all others in a number."""
    if c.get("new_decoder_architecture") or "multi_query" not in c:
        return int(_first(c, "num_key_value_heads", "num_kv_heads", "n_head_kv", default=heads))
    return 1 if c["multi_query"] else heads


def _ffn(c: Config, hidden: int) -> int:
    names = ("intermediate_size", "ffn_dim", "ffn_hidden_size", "n_inner", "ffn_hidden")
    return int(_first(c, *names, default=4 * hidden))


def _experts(c: Config) -> int:
    names = ("num_local_experts", "n_routed_experts", "num_experts", "moe_num_experts")
    return int(_first(c, *names, default=0))


def _experts_per_token(c: Config) -> int:
    return int(_first(c, "num_experts_per_tok", "experts_per_token", "moe_topk", "moe_k"))


def _expert_ffn(c: Config) -> int:
    return int(_first(c, "moe_intermediate_size", "intermediate_size"))


def _shared_ffn(c: Config) -> int:
    size = c.get("shared_expert_intermediate_size")
    return int(size if size is not None else (c.get("n_shared_experts") or 0) * _expert_ffn(c))


def _moe_layers(c: Config, layers: int) -> int:
    """Count the layers with routed experts: all but the first dense ones, each of some stride."""
    if not _experts(c):
        return 0
    dense_first = int(c.get("first_k_dense_replace") or 0)
    stride = int(
        _first(c, "moe_layer_freq", "decoder_sparse_step", "interleave_moe_layer_step", default=1)
    )
    dense = set(c.get("mlp_only_layers") or [])
    offset = 0 if "moe_layer_freq" in c else 1
    return sum(
        1
        for layer in range(dense_first, layers)
        if layer not in dense and (layer + offset) % stride == 0
    )


def _latent(c: Config) -> dict[str, int]:
    """Return the sizes of multi-head latent attention, zeros for other attention."""
    if not c.get("kv_lora_rank"):
        return {}
    return {
        "kv_lora_rank": int(c["kv_lora_rank"]),
        "q_lora_rank": int(c.get("q_lora_rank") or 0),
        "qk_nope_head_size": int(c["qk_nope_head_dim"]),
        "qk_rope_head_size": int(c["qk_rope_head_dim"]),
        "v_head_size": int(c["v_head_dim"]),
    }


def _sliding(c: Config, layers: int) -> dict[str, int]:
    """Return the window and how many layers use it."""
    window = int(c.get("sliding_window") or 0)
    if not window or c.get("use_sliding_window") is False:
        return {}
    return {"sliding_window": window, "sliding_layers": _sliding_layers(c, layers)}


def _sliding_layers(c: Config, layers: int) -> int:
    if c.get("layer_types"):
        return sum(1 for kind in c["layer_types"] if kind == "sliding_attention")
    pattern = int(c.get("sliding_window_pattern") or 0)
    if pattern:
        return layers - layers // pattern
    if c.get("model_type") == "gemma2":
        return (layers + 1) // 2
    return layers


def _precision(c: Config) -> str:
    """Return how the weights are stored, by the names of our precisions."""
    quantised = c.get("quantization_config")
    if isinstance(quantised, dict):
        method = str(quantised.get("quant_method", ""))
        if method in ("awq", "gptq") or quantised.get("bits") == 4:
            return "int4"
        return method if method in ("fp8", "mxfp4") else "bf16"
    dtype = str(c.get("torch_dtype") or c.get("dtype") or "bfloat16")
    return "fp16" if "float16" in dtype and "bfloat16" not in dtype else "bf16"
