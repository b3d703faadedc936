"""One replica as named: model, card, precision and engine; what it holds and how fast it is."""

from dataclasses import dataclass

from breakeven.domain.errors import InputError
from breakeven.domain.model import Model
from breakeven.economics.combos import Combo, efficiency_of
from breakeven.inputs.catalog import Catalog
from breakeven.serving.hardware import Hardware
from breakeven.serving.memory import Memory, fit
from breakeven.serving.shape import shape_of
from breakeven.serving.steptime import StepCost, slowed, step_cost


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedReplica:
    """A model on some GPUs."""

    model: Model
    combo: Combo

    @property
    def hardware(self) -> Hardware:
        """Its card, engine and precision as numbers."""
        return self.combo.hardware

    @property
    def cost(self) -> StepCost:
        """Its seconds per unit of work."""
        plain = step_cost(shape_of(self.model), self.hardware)
        return slowed(plain, self.combo.factor(self.model))

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
    network: bool = False,
) -> NamedReplica:
    """Return the replica of some names.

    Raises UnknownName for a name that no fact carries, InputError for a proprietary model.
    """
    found = catalog.model(model, network=network)
    if found.architecture is None:
        raise InputError(f"{found.id} is {found.model_class}: its weights cannot be hosted")
    accelerator, chosen = catalog.accelerator(gpu), catalog.engine(engine)
    combo = Combo(
        accelerator=accelerator,
        count=count,
        precision=catalog.precision(precision or found.native_precision),
        engine=chosen,
        efficiency=efficiency_of(catalog.efficiencies, chosen, accelerator),
    )
    return NamedReplica(model=found, combo=combo)
