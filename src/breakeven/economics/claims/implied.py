"""An input that a claim keeps to itself: its first figure implies it, the others must agree.

Where all that is missing is one input, the value with which one published figure holds is a fact
about the claim; with it the claim's other figures can be recomputed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf

from breakeven.domain.claim import Answer, Beside, Claim
from breakeven.economics.claims.derivation import outcome, path, ways
from breakeven.economics.claims.slips import solved
from breakeven.economics.claims.verdict import Checked, Implied, check, scaled

COMPARED = ("api_", "hosted_", "cloud_")
"""Prices of what a machine is compared with: they may differ between figures of one machine."""


def with_implied(claim: Claim, answers: Sequence[Checked], beside: Beside) -> tuple[Checked, ...]:
    """Return the answers, those that lack one input recomputed with what an earlier one implies."""
    return tuple(_filled(claim, answers, beside))


def _filled(claim: Claim, answers: Sequence[Checked], beside: Beside) -> Iterator[Checked]:
    known: list[Implied] = []
    for one in answers:
        if len(one.missing) != 1:
            yield one
            continue
        found = next((k for k in known if _fits(claim, k, one)), None)
        if found is not None:
            stated = {**claim.inputs_of(one.answer), found.quantity: found.value}
            yield replace(check(one.answer, stated, beside), implied=found)
            continue
        made = _implied(claim, one.answer, one.missing[0])
        known += [made] if made else []
        yield one


def _fits(claim: Claim, known: Implied, one: Checked) -> bool:
    """Whether an implied input is what an answer lacks: they share all but prices."""
    if known.quantity != one.missing[0]:
        return False
    first, second = claim.inputs_of(known.answer), claim.inputs_of(one.answer)
    names = {n for n in (*first, *second) if not n.startswith(COMPARED)}
    return not known.quantity.startswith(COMPARED) and all(
        first.get(name) == second.get(name) for name in names
    )


def _implied(claim: Claim, answer: Answer, name: str) -> Implied | None:
    """Return the value of an input with which a published point holds."""
    stated = claim.inputs_of(answer)
    others = {n: v for n, v in stated.items() if n != answer.quantity}
    if any(isinstance(v, tuple) for v in others.values()) or scaled(answer) == inf:
        return None
    way = path(answer.quantity, ways({*others, name}, barred=answer.quantity))
    value = solved(way, others, name, 1.0, scaled(answer))
    if value is None or outcome(way, {**others, name: value}).low == inf:
        return None
    return Implied(quantity=name, value=value, answer=answer)
