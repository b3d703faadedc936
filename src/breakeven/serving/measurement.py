"""Measured serving performance as numbers: settings of runs, and the values measured in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from breakeven.domain.accelerator import Accelerator
from breakeven.domain.engine import Engine, setup_key
from breakeven.domain.model import Model, Precision
from breakeven.domain.numbers import Array
from breakeven.serving.columns import stack
from breakeven.serving.hardware import Hardware, datasheet
from breakeven.serving.memory import Memory, fit
from breakeven.serving.predict import Run
from breakeven.serving.shape import Shape, shape_of
from breakeven.serving.speculation import NO_SPECULATION, Speculation

Kind = Literal["closed", "open", "offline", "static", "single"]
"""Fixed concurrency, a rate, all requests at once, one static batch, one stream of llama-bench."""
KINDS: tuple[Kind, ...] = ("closed", "open", "offline", "static", "single")
TUNED_MEMORY_FRACTION = 0.92
"""Benchmarks raise the engine's memory fraction until the run fits."""
STATIC_BUDGET = 8192.0
LAYER_SPLIT = ("llama-cpp", "ollama")
"""Engines that give whole layers to each GPU."""
FRACTION_OF_FREE = ("tensorrt-llm",)
"""Engines whose memory fraction counts what is free after the weights."""
MAX_BATCH_OFFLINE = 2048.0
REQUESTS_PER_USER = 10
"""Of a closed loop whose client is not known; ten are customary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a run was asked to serve, in tokens and requests; 0 where unknown."""

    kind: Kind
    input_tokens: float
    output_tokens: float
    cached_tokens: float = 0.0
    concurrency: float = 0.0
    requests_per_second: float = 0.0
    max_num_seqs: float = 0.0
    max_num_batched_tokens: float = 0.0
    requests: float = 0.0
    """Sent in all at a rate, or by each user of a closed loop."""
    shortest_share: float = 1.0
    """Lengths are drawn evenly around their mean, from this share of the longest one."""
    evenly: bool = False
    """At a rate: at equal distances instead of at random."""
    speculation: Speculation = NO_SPECULATION
    wait_steps: float = 0.0
    """Steps that the server is set to wait, on average, until it lets a request in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replica:
    """What served a run."""

    model: Model
    accelerator: Accelerator
    engine: Engine
    era: str
    """Year of an engine long since replaced, or how it ran ("eager"), else "": its coefficients
    are its own."""
    release: str
    """Of the engine, as `release_of` names it, or UNSTATED."""
    precision: Precision
    count: int
    pipeline: int = 1
    attention_data: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One run, ready for the formulas."""

    source: str
    engine: str
    """Id, with the era: vllm, vllm@2024."""
    accelerator: str
    release: str
    generation: str
    model: str
    key: str
    """Model, precision and GPUs, as `setup_key` names them."""
    load: Load
    shape: Shape
    sheet: Hardware
    memory: Memory
    max_batch: float
    budget: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One measured value, in seconds or per second (GiB of cache)."""

    row: int
    """Of the file, the first below the header being 1."""
    setting: int
    """Index of its setting."""
    metric: str
    """As in the file."""
    quantity: str
    """What it is, of `quantities.ALL`."""
    statistic: str
    """Over the requests: mean, or a percentile such as p50."""
    value: float


def setting(replica: Replica, load: Load, *, source: str) -> Setting:
    """Return a run as numbers.

    Layers split over GPUs work one after the other: a single stream sees one GPU at a time.
    """
    r = replica
    sheet = datasheet(r.accelerator, count=r.count, precision=r.precision, engine=r.engine)
    stages = r.count if r.engine.id in LAYER_SPLIT else r.pipeline
    sheet = replace(
        sheet,
        pipeline=float(stages),
        attention_data=float(r.attention_data),
        draft_tokens=float(load.speculation.draft_tokens),
    )
    shape = shape_of(r.model)
    memory = fit(shape, _tuned(shape, sheet, r.engine.id), context_tokens=_context(load))
    if load.kind == "single" and r.engine.id in LAYER_SPLIT:
        sheet = replace(sheet, count=1.0, pipeline=1.0)
    return Setting(
        source=source,
        engine=f"{r.engine.id}@{r.era}" if r.era else r.engine.id,
        accelerator=r.accelerator.id,
        release=r.release,
        generation=r.accelerator.generation,
        model=r.model.id,
        key=setup_key(r.model.id, r.precision.id, r.count),
        load=load,
        shape=shape,
        sheet=sheet,
        memory=memory,
        max_batch=_max_batch(load, memory, sheet, r.engine.id),
        budget=_budget(load, sheet, r.engine.id),
    )


def _context(load: Load) -> float:
    return max(load.input_tokens + load.output_tokens, 1.0)


def _tuned(shape: Shape, sheet: Hardware, engine: str) -> Hardware:
    """Return the memory that a benchmark gives the engine."""
    fraction = max(TUNED_MEMORY_FRACTION, float(sheet.memory_fraction))
    tuned = replace(sheet, memory_fraction=fraction, max_num_seqs=256.0)
    if engine not in FRACTION_OF_FREE:
        return tuned
    weights = float(fit(shape, tuned, context_tokens=1.0).weights_gib)
    visible = float(sheet.visible_gib)
    free = max(visible - weights - 1.5, 0.0)
    share = float(sheet.memory_fraction)
    return replace(tuned, memory_fraction=(weights + share * free + 1.5) / visible)


def _max_batch(load: Load, memory: Memory, sheet: Hardware, engine: str) -> float:
    if load.kind == "single":
        return 1.0
    full = float(memory.kv_tokens) / _context(load)
    half = float(memory.kv_tokens) / max(load.input_tokens + load.output_tokens / 2, 1.0)
    sequences = full if load.kind == "static" or engine in FRACTION_OF_FREE else half
    engine_limit = float(sheet.max_num_seqs) if load.kind == "open" else np.inf
    engine_limit = MAX_BATCH_OFFLINE if load.kind == "offline" else engine_limit
    return max(min(sequences, load.max_num_seqs or engine_limit), 1.0)


def _budget(load: Load, sheet: Hardware, engine: str) -> float:
    if load.max_num_batched_tokens:
        return load.max_num_batched_tokens
    if engine in LAYER_SPLIT:
        return 512.0
    return STATIC_BUDGET if load.kind == "static" else float(sheet.max_num_batched_tokens)


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Many settings as arrays."""

    settings: tuple[Setting, ...]
    shape: Shape
    sheet: Hardware
    run: Run
    kind: tuple[Kind, ...]

    def __len__(self) -> int:
        return len(self.settings)


def bench(settings: Sequence[Setting]) -> Bench:
    """Stack settings."""

    def column(name: str) -> Array:
        return np.array([getattr(s.load, name) for s in settings], float)

    return Bench(
        settings=tuple(settings),
        shape=stack([s.shape for s in settings]),
        sheet=stack([s.sheet for s in settings]),
        run=Run(
            input_tokens=np.maximum(column("input_tokens"), 1.0),
            cached_tokens=column("cached_tokens"),
            output_tokens=np.maximum(column("output_tokens"), 1.0),
            concurrency=column("concurrency"),
            requests_per_second=column("requests_per_second"),
            max_batch=np.array([s.max_batch for s in settings], float),
            budget=np.array([s.budget for s in settings], float),
            first_share=np.array([_first_share(s.load) for s in settings], float),
            wait_steps=column("wait_steps"),
            step_tokens=np.array([s.load.speculation.step_tokens for s in settings], float),
            step_yield=np.array([s.load.speculation.step_yield for s in settings], float),
        ),
        kind=tuple(s.load.kind for s in settings),
    )


def _first_share(load: Load) -> float:
    return 1.0 / (load.requests or REQUESTS_PER_USER) if load.kind == "closed" else 0.0
