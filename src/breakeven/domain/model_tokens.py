"""How many tokens the same work takes on different models."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Gt

from breakeven.domain.evaluation import Text
from breakeven.domain.provenance import Provenance

Ratio = Annotated[float, Gt(0)]
Reasoning = Literal["never", "optional", "always"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenizerRatio:
    """Tokens of a tokenizer over those of o200k for the same text."""

    tokenizer: str
    text: Text
    low: Ratio
    """Tenth percentile of the texts."""
    ratio: Ratio
    """Over all the texts."""
    high: Ratio
    """Ninetieth percentile of the texts."""
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTokens:
    """Which tokenizer the models of a name have, and whether they reason before they answer."""

    prefix: str
    """Of a model's id; the longest that fits holds."""
    tokenizer: str
    """Empty where it is not known."""
    reasoning: Reasoning
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbosity:
    """Output tokens of some models over those of others for the same task."""

    scope: str
    """A class of models such as open-reasoning, or a model's id."""
    relative_to: str
    """Another scope; empty for the one that all are measured by."""
    low: Ratio
    ratio: Ratio
    high: Ratio
    provenance: Provenance
