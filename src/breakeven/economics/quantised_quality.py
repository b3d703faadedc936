"""How much worse a model answers when its weights are stored in fewer bits, by kind of task."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from breakeven.domain.evaluation import TaskKind
from breakeven.domain.model import Model, Precision
from breakeven.domain.quality import QualityChange

FULL = ("bf16", "fp16", "fp32", "bfloat16", "float16", "float32")
UNSAID = ("", "unknown", "auto")
BENCHMARKS: Mapping[str, TaskKind] = {
    "mmlu": "general",
    "mmlu-pro": "general",
    "average": "general",
    "open-llm-leaderboard-v1": "general",
    "humaneval": "code",
    "livecodebench": "code",
    "tau-bench-2": "tool-use",
}
"""Benchmarks by the kind of task that they stand for."""
FAT_TAIL_PERCENT = -10.0
"""Where the range reaches below this, a measurement on one's own task comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityEffect:
    """The change of a score in percent of it, with its range."""

    low: float = 0.0
    mid: float = 0.0
    high: float = 0.0
    known: bool = True
    """False where no measurement of the precision is among the facts."""
    measure_first: bool = False
    """Whether the range is too wide, or of another kind of task, to rely on."""
    source: str = ""

    @property
    def factor(self) -> float:
        """What the share of success is multiplied with."""
        return 1.0 + self.mid / 100


AS_PUBLISHED = QualityEffect()


def quality_at(
    model: Model, precision: str, kind: TaskKind, changes: Iterable[QualityChange]
) -> QualityEffect:
    """Return what a precision does to a model's score on a kind of task.

    A measurement of the model itself goes before one of its size, and that before one of all
    models; its range covers the wider one too, for a single benchmark has none. Where the kind of
    task was not measured, the general one stands in, and says so.
    """
    if precision in (*UNSAID, *FULL, model.native_precision):
        return AS_PUBLISHED
    fitting = [c for c in changes if c.precision == precision and c.unit == "percent"]
    for wanted, stands_in in ((kind, False), ("general", kind != "general")):
        found = _by_scope(model, wanted, fitting)
        if found:
            return _effect(found, stands_in=stands_in)
    return QualityEffect(known=False, measure_first=True)


def canonical(name: str, precisions: Mapping[str, Precision]) -> str:
    """Return the id of a precision as a host or a file names it; as it is where none has it."""
    wanted = name.lower()
    held = (p.id for p in precisions.values() if wanted == p.id or wanted in p.aliases)
    return next(held, wanted)


def _by_scope(
    model: Model, kind: str, changes: Sequence[QualityChange]
) -> tuple[QualityChange, ...]:
    """Return the fitting measurements, the most specific first."""
    about = [c for c in changes if c.task == kind or BENCHMARKS.get(c.task) == kind]
    size = "70b-and-above" if model.parameters_billion >= 70 else "below-70b"
    scopes = (model.id, f"{model.parameters_billion:.0f}b", size, "all")
    return tuple(c for scope in scopes for c in about if c.scope == scope)


def _effect(found: Sequence[QualityChange], *, stands_in: bool) -> QualityEffect:
    first = found[0]
    low = min(first.change_low, found[-1].change_low)
    high = max(first.change_high, found[-1].change_high)
    said = f"{first.task} at {first.precision} of {first.scope} ({first.provenance})"
    return QualityEffect(
        low=low,
        mid=first.change_mid,
        high=high,
        measure_first=stands_in or low < FAT_TAIL_PERCENT,
        source=f"{said}, for want of this kind of task" if stands_in else said,
    )
