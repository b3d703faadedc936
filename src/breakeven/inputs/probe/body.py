"""The body of a request, and the ways in which endpoints want to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from breakeven.inputs.probe.endpoint import Kind

USAGE: Mapping[str, object] = MappingProxyType({"stream_options": {"include_usage": True}})


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How an endpoint is asked for an answer of a length."""

    limit: str = "max_tokens"
    """Name of the field with the most tokens."""
    extra: Mapping[str, object]
    """Fields beside it."""


MANNERS = (
    Manner(extra={**USAGE, "ignore_eos": True}),
    Manner(extra=USAGE),
    Manner(limit="max_completion_tokens", extra=USAGE),
    Manner(extra={}),
)
"""Tried in turn until one is not refused: engines go on to the last token, APIs know no such
field, some name the limit otherwise, old servers count nothing."""


def body(
    kind: Kind, manner: Manner, *, model: str, prompt: str, output_tokens: int
) -> dict[str, object]:
    """Return the JSON of one request."""
    text: dict[str, object] = (
        {"messages": [{"role": "user", "content": prompt}]}
        if kind == "chat"
        else {"prompt": prompt}
    )
    limit = {manner.limit: output_tokens}
    return {"model": model, **text, **limit, "stream": True, **manner.extra}
