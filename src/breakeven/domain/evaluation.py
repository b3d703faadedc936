"""How often a model does what someone needs: the result of an evaluation."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Gt

from breakeven.domain.provenance import Provenance
from breakeven.domain.workload import Share

TaskKind = Literal["general", "long-context", "code", "tool-use", "non-english"]
"""What a task asks for, as far as storing weights in fewer bits hurts one more than another."""
Text = Literal["english", "code", "european", "russian", "chinese", "japanese", "arabic", "hindi"]
"""What the text of a task is, as far as tokenizers differ on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """One model's result on one task."""

    model: str
    """As the file names it, or an id of ours once the name is known."""
    task: str
    """Name of the evaluation; two models are compared on the same one only."""
    kind: TaskKind = "general"
    success_share: Share
    """Share of the attempts that succeeded, or the mean score where answers earn parts of it."""
    samples: Annotated[int, Gt(0)]
    stderr: Annotated[float, Ge(0)] | None = None
    """Standard error as the file has it; None: that of independent samples."""
    input_tokens_mean: Annotated[float, Ge(0)] | None = None
    """Of one attempt, cached tokens included; None where the file does not tell."""
    output_tokens_mean: Annotated[float, Ge(0)] | None = None
    """Of one attempt, reasoning included."""
    precision: str = ""
    """How the weights were stored in the evaluation; empty: as the model is published."""
    provenance: Provenance
