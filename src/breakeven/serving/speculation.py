"""Speculative decoding: a cheap draft proposes tokens, one step of the model checks them.

Every decoding sequence puts its last token and the drafted ones into a step. A draft is taken to be
what MTP and EAGLE make of it: for each token one more pass, through one layer and the head. If each
drafted token is accepted with probability `a`, and nothing after the first refusal counts, a step
yields 1 + a + a^2 + ... + a^k tokens (Leviathan et al. 2023, arXiv 2211.17192, equation 1).
"""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Speculation:
    """Tokens that are drafted for each sequence in a step, and how often they are right."""

    draft_tokens: Annotated[int, Ge(0)] = 0
    acceptance: Annotated[float, Interval(ge=0, lt=1)] = 0.0
    """Chance that a drafted token is accepted, if all before it were."""

    @property
    def step_tokens(self) -> float:
        """Tokens of one decoding sequence that a step computes."""
        return 1.0 + self.draft_tokens

    @property
    def step_yield(self) -> float:
        """Tokens that a step gives a decoding sequence, on average.

        >>> Speculation(draft_tokens=3, acceptance=0.5).step_yield
        1.875
        """
        return sum(self.acceptance**i for i in range(self.draft_tokens + 1))


NO_SPECULATION = Speculation()
