"""Every accelerator x count x precision that could carry a replica, as arrays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from breakeven.domain.accelerator import Accelerator
from breakeven.domain.engine import Efficiency, Engine, setup_key
from breakeven.domain.model import Model, Precision
from breakeven.domain.offers import Setup
from breakeven.economics.market import Market
from breakeven.serving.coefficients import closest
from breakeven.serving.columns import stack
from breakeven.serving.hardware import Hardware, hardware

COUNTS = (1, 2, 4, 8)
DECIDED = ("bf16", "fp8", "int4")
"""Precisions that a decision tries beside the native one."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Combo:
    """One accelerator, count and precision under one engine."""

    accelerator: Accelerator
    count: int
    precision: Precision
    engine: Engine
    efficiency: Efficiency
    round_trip_ms: float = 0.0
    """Of its machines, from the users and back."""

    @cached_property
    def hardware(self) -> Hardware:
        """The combination's numbers."""
        return hardware(
            self.accelerator,
            count=self.count,
            precision=self.precision,
            engine=self.engine,
            efficiency=self.efficiency,
        )

    def factor(self, model: Model) -> float:
        """Return how much slower a model was measured than its shape says, 1 where it was not."""
        setup = setup_key(model.id, self.precision.id, self.count)
        return self.efficiency.factor(model.id, setup=setup)

    def rate_error(self, model: Model) -> float:
        """Return the standard deviation of ln(real / predicted rate) of a model."""
        return self.efficiency.spread("rate_error", model.id)

    def setup(self, model: Model) -> Setup:
        """Return the replica that this makes with a model."""
        return Setup(
            model=model.id,
            accelerator=self.accelerator.id,
            count=self.count,
            precision=self.precision.id,
            engine=self.engine.id,
        )


def efficiency_of(
    efficiencies: Mapping[str, Efficiency], engine: Engine, accelerator: Accelerator
) -> Efficiency:
    """Return the closest coefficients: engine and accelerator, engine and generation, default.

    Those of an old engine's own era go first.
    """
    name = f"{engine.id}@{engine.era}" if engine.era else engine.id
    return closest(
        efficiencies,
        engine=name,
        accelerator=accelerator.id,
        generation=accelerator.generation,
    )


def runs(accelerator: Accelerator, precision: Precision, engine: Engine) -> bool:
    """Whether an engine runs a precision on an accelerator.

    FP8 weights need at least the generation that brought bfloat16; 4-bit floats need their own
    tensor cores, except where only the experts are stored so.
    """
    if accelerator.maker not in engine.makers or precision.id not in engine.precisions:
        return False
    has = accelerator.dense_tflops
    if precision.id == "nvfp4":
        return "fp4" in has
    if precision.id == "int8":
        return "int8" in has
    return precision.id not in ("fp8", "mxfp4") or "bf16" in has


def suits(model: Model, precision: Precision) -> bool:
    """Whether serving a model at a precision makes sense: never wider than its native weights."""
    native = model.native_precision
    if precision.id == native or native in precision.aliases:
        return True
    if native in ("bf16", "fp16", "float16", "bfloat16"):
        return precision.id in DECIDED
    return native == "fp8" and precision.id == "int4"


class Holder(Protocol):
    """A machine with accelerators of one kind."""

    @property
    def accelerator(self) -> str:
        """Their id."""

    @property
    def accelerator_count(self) -> int:
        """How many."""


def combos(
    market: Market, machines: Iterable[Holder], engine: Engine, wanted: Iterable[str]
) -> tuple[Combo, ...]:
    """Return the combinations that some machine can hold."""
    largest: dict[str, int] = {}
    for machine in machines:
        largest[machine.accelerator] = max(
            largest.get(machine.accelerator, 0), machine.accelerator_count
        )
    precisions = [market.precisions[p] for p in wanted if p in market.precisions]
    return tuple(
        Combo(
            accelerator=accelerator,
            count=count,
            precision=precision,
            engine=engine,
            efficiency=efficiency_of(market.efficiencies, engine, accelerator),
        )
        for accelerator in (market.accelerators[a] for a in largest if a in market.accelerators)
        for count in COUNTS
        if count <= largest[accelerator.id]
        for precision in precisions
        if runs(accelerator, precision, engine)
    )


def stacked(parts: Iterable[Combo]) -> Hardware:
    """Return the combinations as arrays."""
    return stack([p.hardware for p in parts])
