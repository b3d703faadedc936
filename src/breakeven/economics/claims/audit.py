"""A claim, recomputed from its own inputs: what holds, what contradicts, what it leaves out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf

from breakeven.domain.claim import AT_LEAST, Answer, Beside, Claim, Stated
from breakeven.domain.claim_terms import TERMS
from breakeven.domain.display import Displayed
from breakeven.economics.claims.derivation import Span, Step, derive, finite, other_ways, span
from breakeven.economics.claims.derivation import corners as corners_of
from breakeven.economics.claims.implied import with_implied
from breakeven.economics.claims.omissions import Rule, Scope, left_out
from breakeven.economics.claims.verdict import SHORT, SHORT_MONTH, Checked, check, margin, scaled

AGREEMENT = 0.03
"""Share by which two ways to one quantity may differ: inputs are rounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two values of one quantity that both follow from a claim's own inputs."""

    quantity: str
    given: tuple[str, ...]
    first: Span
    """As stated, or by the shortest way."""
    second: Span
    stated: bool
    """Whether the first is stated."""
    steps: tuple[Step, ...]
    """To the second; none where both are published."""
    other_given: tuple[str, ...] = ()
    """Of the second, where both are published."""

    @property
    def ratio(self) -> float:
        """Second over first."""
        return self.second.low / self.first.low if self.first.low else inf

    def to_dict(self) -> dict[str, object]:
        """Return it for JSON."""
        return {
            "quantity": self.quantity,
            "unit": TERMS[self.quantity].unit,
            "given": list(self.given),
            "stated" if self.stated else "one_way": finite(self.first),
            "computed" if self.stated else "other_way": finite(self.second),
            "other_given": list(self.other_given),
            "ratio": self.ratio if self.ratio < inf else None,
            "steps": [s.to_dict() for s in self.steps],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an answer becomes when something is counted."""

    quantity: str
    given: tuple[str, ...]
    without: Span
    counted: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Omission:
    """One thing that a claim leaves out."""

    id: str
    text: str
    effect: Effect | None = None

    def to_dict(self) -> dict[str, object]:
        """Return it for JSON."""
        e = self.effect
        effect = e and {
            "quantity": e.quantity,
            "given": list(e.given),
            "without": finite(e.without),
            "counted": finite(e.counted),
        }
        return {"id": self.id, "text": self.text, "effect": effect}


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit(Displayed):
    """What became of a claim."""

    claim: Claim
    answers: tuple[Checked, ...]
    conflicts: tuple[Conflict, ...]
    omissions: tuple[Omission, ...]
    warnings: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """`holds`, `contradicts-itself`, `unlabelled`, or `cannot-be-checked`."""
        said = {a.verdict for a in self.answers}
        if self.conflicts or "contradicts" in said:
            return "contradicts-itself"
        if "unlabelled" in said:
            return "unlabelled"
        return "holds" if any(a.holds for a in self.answers) else "cannot-be-checked"

    @property
    def holds(self) -> bool:
        """Whether all that can be recomputed follows from the claim's own inputs."""
        return self.verdict == "holds"

    @property
    def missing(self) -> tuple[str, ...]:
        """Inputs that the claim would have to state."""
        return tuple(dict.fromkeys(name for a in self.answers for name in a.missing))

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven audit`."""
        c = self.claim
        return {
            "title": c.title,
            "source": c.source,
            "url": c.url or None,
            "date": c.date.isoformat() if c.date else None,
            "holds": self.holds,
            "verdict": self.verdict,
            "answers": [a.to_dict() for a in self.answers],
            "conflicts": [x.to_dict() for x in self.conflicts],
            "omissions": [o.to_dict() for o in self.omissions],
            "missing": list(self.missing),
            "warnings": list(self.warnings),
        }


def audit(claim: Claim, beside: Beside | None = None) -> Audit:
    """Recompute every figure of a claim from the claim's own inputs."""
    known = beside or Beside()
    alone = [check(a, claim.inputs_of(a), known) for a in claim.answers]
    answers = with_implied(claim, alone, known)
    rules = left_out(_scope(claim, answers, known))
    return Audit(
        claim=claim,
        answers=answers,
        conflicts=(*_conflicts(claim), *_clashes(claim)),
        omissions=tuple(_omission(rule, claim, answers, known) for rule in rules),
        warnings=tuple(f"{said}; no bound from its arithmetic" for said in known.unknown),
    )


def _conflicts(claim: Claim) -> Iterator[Conflict]:
    """Yield contradictions between inputs, each set of inputs once."""
    seen: set[frozenset[tuple[str, Stated]]] = set()
    for answer in claim.answers:
        stated = claim.inputs_of(answer)
        for found in [*_stated_twice(stated, answer.given), *_asked_twice(answer.quantity, stated)]:
            leaves = {n for s in found.steps for n in s.inputs} | {found.quantity}
            key = frozenset((n, stated[n]) for n in leaves & stated.keys())
            if not any(key <= other or other <= key for other in seen):
                seen.add(key)
                yield found


def _clashes(claim: Claim) -> Iterator[Conflict]:
    """Yield figures that differ though they rest on the same inputs."""
    seen: dict[tuple[str, frozenset[tuple[str, Stated]]], Answer] = {}
    for answer in claim.answers:
        named = [claim.variants[name] for name in answer.given]
        if isinstance(answer.value, float) and named and all(named):
            key = (answer.quantity, frozenset(claim.inputs_of(answer).items()))
            first = seen.setdefault(key, answer)
            if _differ(first, answer):
                one, other = (Span(v, v) for v in (scaled(first), scaled(answer)))
                yield Conflict(
                    quantity=answer.quantity,
                    given=first.given,
                    first=one,
                    second=other,
                    stated=True,
                    steps=(),
                    other_given=answer.given,
                )


def _differ(first: Answer, second: Answer) -> bool:
    """Whether two published points differ by more than their tolerances; units may differ."""
    return abs(scaled(first) - scaled(second)) > margin(first) + margin(second)


def _stated_twice(stated: Mapping[str, Stated], given: tuple[str, ...]) -> Iterator[Conflict]:
    """Yield stated quantities that other stated ones contradict."""
    for name, value in stated.items():
        steps = derive(name, stated)
        if steps and not (steps[-1].formula.rival or steps[-1].formula.assumes):
            first = span(corners_of({name: value})[name])
            if _apart(first, steps):
                yield Conflict(
                    quantity=name,
                    given=given,
                    first=first,
                    second=steps[-1].value,
                    stated=True,
                    steps=steps,
                )


def _asked_twice(quantity: str, stated: Mapping[str, Stated]) -> Iterator[Conflict]:
    """Yield what is asked for where two ways to it give two values."""
    shortest = derive(quantity, stated)
    if not shortest or shortest[-1].formula.rival:
        return
    for steps in other_ways(quantity, stated):
        if _apart(shortest[-1].value, steps, also=shortest):
            yield Conflict(
                quantity=quantity,
                given=(),
                first=shortest[-1].value,
                second=steps[-1].value,
                stated=False,
                steps=steps,
            )


def _apart(first: Span, steps: tuple[Step, ...], also: tuple[Step, ...] = ()) -> bool:
    """Whether two values differ by more than rounding and what was taken for granted."""
    factor = 1.0 + AGREEMENT
    for formula in {s.formula for s in (*steps, *also)}:
        factor *= formula.slack
    second = steps[-1].value
    if factor == inf:
        return False
    if any(s.formula.text == "0" for s in steps) and second.low < first.low:
        return False  # costs that are left out may well make up the difference
    return second.low > first.high * factor or second.high * factor < first.low


def _scope(claim: Claim, answers: tuple[Checked, ...], beside: Beside) -> Scope:
    stated: list[dict[str, Stated]] = [claim.inputs_of(a) for a in claim.answers]
    steps = [s for a in answers for s in a.steps]
    asked = {a.quantity for a in claim.answers}
    paybacks = [
        a.recomputed.low
        for a in answers
        if a.recomputed and a.answer.quantity.startswith("payback_months")
    ]
    stated += [{"days_per_month": SHORT_MONTH} for a in answers if a.notes[-1:] == (SHORT,)]
    names = frozenset(n for inputs in stated for n in inputs)
    return Scope(
        claim=claim,
        stated=names,
        used=frozenset({*asked, *(n for s in steps for n in (*s.inputs, s.formula.output))}),
        values={n: tuple(i[n] for i in stated if n in i) for n in names},
        longest_payback_months=max(paybacks, default=0.0),
        beside=beside,
    )


def _omission(rule: Rule, claim: Claim, answers: tuple[Checked, ...], beside: Beside) -> Omission:
    """Return what is left out, with what it does to the first answer that it changes."""
    found = (_effect(rule, claim, a, beside) for a in answers)
    return Omission(id=rule.id, text=rule.text, effect=next((e for e in found if e), None))


def _effect(rule: Rule, claim: Claim, checked: Checked, beside: Beside) -> Effect | None:
    before = checked.recomputed
    if rule.counted is None or before is None:
        return None
    stated = claim.inputs_of(checked.answer)
    if checked.notes[-1:] == (SHORT,):
        stated["days_per_month"] = SHORT_MONTH
    if checked.implied:
        stated[checked.implied.quantity] = checked.implied.value
    steps = derive(checked.answer.quantity, rule.counted(stated, beside))
    after = steps[-1].value if steps else None
    if after is None or not before.low or abs(after.low / before.low - 1) < AT_LEAST / 10:
        return None
    return Effect(
        quantity=checked.answer.quantity,
        given=checked.answer.given,
        without=before,
        counted=after,
    )
