"""Speculative decoding in words."""

from breakeven.outputs.numbers import percent


def drafts(tokens: int, acceptance: float) -> str:
    """Return what is drafted and accepted; empty where nothing is.

    >>> drafts(3, 0.7), drafts(1, 0.5), drafts(0, 0.0)
    ('3 tokens drafted a step, 70 % accepted', '1 token drafted a step, 50 % accepted', '')
    """
    if not tokens:
        return ""
    plural = "token" if tokens == 1 else "tokens"
    return f"{tokens} {plural} drafted a step, {percent(acceptance)} accepted"
