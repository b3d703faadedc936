"""What the requests are for, as someone writes it down: success, retries, counted tokens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Ge, Le

from breakeven.domain.evaluation import TaskKind, Text
from breakeven.domain.workload import Share

TEXTS: Mapping[TaskKind, Text] = {"code": "code", "non-english": "european"}
"""Which text a kind of task consists of where nobody says; English for the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks:
    """The tasks behind the requests; one request is one attempt at a task."""

    kind: TaskKind = "general"
    text: Text | None = None
    """Language of the text, for the tokenizers; None: after the kind."""
    evaluations: tuple[str, ...] = ()
    """Files with results of your own evaluations, relative to the scenario's folder."""
    evaluation: str = ""
    """Which task of those files counts; empty where they hold one."""
    models: Mapping[str, str] = field(default_factory=dict)
    """Names in those files that are no names of ours, and what they mean."""
    min_success: Share | None = None
    """Lowest share of attempts that must succeed; None: no floor of your own."""
    retries: Annotated[int, Ge(0), Le(100)] = 0
    """Further attempts after a failure; someone or something must notice that it failed."""
    retry_correlation: Share | None = None
    """How much the failures of one task have in common: 0 chance alone, 1 it never succeeds
    again; None: the assumption `retry_correlation`."""
    failure_usd: Annotated[float, Ge(0)] = 0.0
    """What a task costs beside its tokens when all attempts failed: damage, or a person's time."""
    handed_over: bool = False
    """Whether a person then finishes it for `failure_usd`, so that every task succeeds."""
    counted_with: str = ""
    """The model whose tokens the workload counts; empty: the model the others are compared with."""

    @property
    def attempts(self) -> int:
        """The most attempts at one task."""
        return 1 + self.retries

    @property
    def language(self) -> Text:
        """What the text is, for the tokenizers."""
        return self.text or TEXTS.get(self.kind, "english")
