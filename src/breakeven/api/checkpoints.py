"""Which weights an engine loads for a precision, and how it is told."""

import re
from dataclasses import dataclass

from breakeven.domain.errors import InputError, NothingFeasible
from breakeven.domain.launch import Launch
from breakeven.domain.model import Model, Precision
from breakeven.inputs.catalog import Catalog

HUB_NAME = re.compile(r"[A-Za-z0-9_][\w.-]*(/[\w.-]+)?")
"""A repository of the Hugging Face hub, or a path inside a container without surprises."""
SIXTEEN_BITS = ("bf16", "fp16")
NAMED: dict[str, tuple[str, ...]] = {
    "fp8": (r"-FP8$", r"-FP8-dynamic$"),
    "int8": (r"\.w8a8$", r"-GPTQ-Int8$"),
    "int4": (r"\.w4a16$", r"-AWQ$", r"-GPTQ-Int4$"),
    "nvfp4": (r"-NVFP4$", r"-FP4$"),
}
"""How checkpoints of a precision are named on the hub, the ones to prefer first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What is loaded, and the words that say how."""

    name: str
    why: str
    words: tuple[str, ...] = ()
    """Flag and value, or nothing where the checkpoint says it itself."""
    sixteen_bits: bool = False
    """Whether the files hold 16 bits, whatever they become in memory."""


def weights_of(
    catalog: Catalog, launch: Launch, model: Model, precision: Precision, *, given: str | None
) -> Weights:
    """Return the weights of a model at a precision: those given, else the ones that are known.

    Raises NothingFeasible where none are known.
    """
    if given is not None:
        if not HUB_NAME.fullmatch(given):
            expected = "expected a repository such as RedHatAI/phi-4-FP8-dynamic"
            raise InputError(f"{expected}, read {given!r}", where="weights")
        return Weights(name=given, why="as given")
    if launch.quants:
        return _gguf(catalog, launch, model, precision)
    return _hub(launch, model, precision)


def _gguf(catalog: Catalog, launch: Launch, model: Model, precision: Precision) -> Weights:
    known, quant = catalog.ggufs.get(model.id), launch.quants.get(precision.id)
    if known is None or (launch.engine == "ollama" and not known.ollama):
        listed = ", ".join(sorted(catalog.ggufs))
        raise NothingFeasible(
            f"no GGUF files of {model.id} are known to {launch.engine}; name them with --weights,"
            f" add a row to an overlay's deploy/gguf.csv, or take one of: {listed}",
            where=model.id,
        )
    if quant is None:
        listed = ", ".join(launch.quants)
        raise NothingFeasible(
            f"{launch.engine} does not load {precision.id}: say one of {listed}", where=model.id
        )
    if launch.engine == "ollama":
        name = f"{known.ollama}-{quant}" if quant else known.ollama
    else:
        name = f"{known.repository}:{quant}"
    return Weights(
        name=name, why=f"GGUF files of {model.id} at {precision.id} ({known.provenance})"
    )


def _hub(launch: Launch, model: Model, precision: Precision) -> Weights:
    if not model.hf_id:
        said = f"where the weights of {model.id} are is not known; say it with --weights"
        raise NothingFeasible(said, where=model.id)
    native = model.native_precision
    if precision.id == native or native in precision.aliases:
        words = launch.loads.get(precision.id, ()) if precision.id in SIXTEEN_BITS else ()
        why = f"the model's own weights, {native} ({model.provenance})"
        return Weights(name=model.hf_id, why=why, words=words, sixteen_bits=bool(words))
    made = checkpoint_of(model, precision.id)
    if made:
        return Weights(name=made, why=f"{model.id} quantised to {precision.id} before")
    if precision.id in launch.loads and native in SIXTEEN_BITS:
        why = f"the model's own weights, made {precision.id} as they are loaded"
        words = launch.loads[precision.id]
        return Weights(name=model.hf_id, why=why, words=words, sixteen_bits=True)
    raise NothingFeasible(
        f"{launch.engine} cannot make {precision.id} weights of {model.id}'s as it loads them, and"
        f" no checkpoint with {precision.id} is known: name one with --weights",
        where=model.id,
    )


def checkpoint_of(model: Model, precision: str) -> str:
    """Return a checkpoint of the model that was quantised before, of its maker if there is one."""
    maker = model.hf_id.partition("/")[0]
    names = sorted((a for a in model.aliases if "/" in a), key=lambda a: not a.startswith(maker))
    found = (n for pattern in NAMED.get(precision, ()) for n in names if re.search(pattern, n))
    return next(found, "")
