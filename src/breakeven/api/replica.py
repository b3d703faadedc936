"""One replica as named: model, card, precision and engine; what it holds and how fast it is."""

from dataclasses import dataclass, replace

from breakeven.domain.accelerator import Accelerator
from breakeven.domain.engine import Engine
from breakeven.domain.errors import InputError
from breakeven.domain.model import Model
from breakeven.economics.combos import Combo, efficiency_of
from breakeven.inputs.catalog import Catalog
from breakeven.serving.hardware import Hardware, engine_share
from breakeven.serving.memory import Memory, fit
from breakeven.serving.shape import shape_of
from breakeven.serving.speculation import NO_SPECULATION, Speculation
from breakeven.serving.steptime import StepCost, slowed, step_cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What someone sets on the engine instead of its defaults; None is the default."""

    max_num_seqs: int | None = None
    max_num_batched_tokens: int | None = None

    def applied(self, engine: Engine, accelerator: Accelerator) -> Engine:
        """Return the engine with what was set; what was not set is scaled to the GPU as ever."""
        if self.max_num_seqs is None and self.max_num_batched_tokens is None:
            return engine
        share = engine_share(accelerator, engine)
        tokens = self.max_num_batched_tokens or round(engine.max_num_batched_tokens * share)
        return replace(
            engine,
            max_num_seqs=self.max_num_seqs or min(round(engine.max_num_seqs * share), tokens),
            max_num_batched_tokens=tokens,
            small_gpu_share=1.0,
        )


DEFAULTS = Overrides()


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedReplica:
    """A model on some GPUs."""

    model: Model
    combo: Combo
    speculation: Speculation = NO_SPECULATION

    @property
    def hardware(self) -> Hardware:
        """Its card, engine and precision as numbers."""
        return self.combo.hardware

    @property
    def cost(self) -> StepCost:
        """Its seconds per unit of work, drafts included."""
        drafting = replace(self.hardware, draft_tokens=float(self.speculation.draft_tokens))
        return slowed(step_cost(shape_of(self.model), drafting), self.combo.factor(self.model))

    @property
    def plain_cost(self) -> StepCost:
        """The same without drafts."""
        return replace(self, speculation=NO_SPECULATION).cost

    @property
    def chunks(self) -> bool:
        """Whether the engine computes prompts in chunks."""
        return self.combo.engine.chunks(self.model.context_tokens)

    def memory(self, context_tokens: float) -> Memory:
        """Return what it holds, for sequences of a length."""
        return fit(shape_of(self.model), self.hardware, context_tokens=context_tokens)


def named_replica(
    catalog: Catalog,
    model: str,
    *,
    gpu: str,
    count: int,
    precision: str | None,
    engine: str,
    overrides: Overrides = DEFAULTS,
    speculation: Speculation = NO_SPECULATION,
    network: bool = False,
) -> NamedReplica:
    """Return the replica of some names.

    Raises UnknownName for a name that no fact carries, InputError for a proprietary model.
    """
    found = catalog.model(model, network=network)
    if found.architecture is None:
        raise InputError(f"{found.id} is {found.model_class}: its weights cannot be hosted")
    accelerator = catalog.accelerator(gpu)
    chosen = catalog.engine(engine).serving(found.context_tokens)
    combo = Combo(
        accelerator=accelerator,
        count=count,
        precision=catalog.precision(precision or found.native_precision),
        engine=overrides.applied(chosen, accelerator),
        efficiency=efficiency_of(catalog.efficiencies, chosen, accelerator),
    )
    return NamedReplica(model=found, combo=combo, speculation=speculation)


def speculation_of(draft_tokens: int | None, acceptance: float | None) -> Speculation:
    """Return what drafts a replica checks; none where nothing was said.

    Raises InputError where one is given without the other, or no draft is ever refused.
    """
    if draft_tokens is None and acceptance is None:
        return NO_SPECULATION
    if draft_tokens is None or acceptance is None:
        said = "--draft-tokens and --acceptance go together: how many tokens are drafted, and the"
        raise InputError(f"{said} chance that one is accepted", where="options")
    if not 0 <= acceptance < 1:
        said = f"--acceptance must be at least 0 and below 1, read {acceptance:g}"
        raise InputError(said, where="options")
    return Speculation(draft_tokens=draft_tokens, acceptance=acceptance)


def check_parallel(tensor_parallel: int | None, count: int) -> None:
    """Raise InputError where a replica would not use all its GPUs by tensor parallelism."""
    if tensor_parallel not in (None, count):
        raise InputError(
            f"one replica uses all its GPUs by tensor parallelism: --tensor-parallel"
            f" {tensor_parallel} does not go with --count {count}",
            where="options",
        )
