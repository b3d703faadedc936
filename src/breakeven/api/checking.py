"""`check`: whether a decision that was stored still holds today."""

from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import Path

from breakeven.api.comparing import effect_dicts, recommended
from breakeven.api.deciding import decide
from breakeven.domain.display import Displayed
from breakeven.domain.errors import GateFailed, InputError, UsageError
from breakeven.domain.stored_decision import StoredDecision
from breakeven.economics.decision import Decision
from breakeven.economics.simulated import Which
from breakeven.inputs.decision_json import read_decision, stored_decision
from breakeven.outputs.check_table import headline, notes, reasons
from breakeven.studies.gate import Verdict, judge


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport(Displayed):
    """Whether today's decision is the baseline's, and why not."""

    verdict: Verdict
    warnings: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether the recommendation flips, or costs more than the limit allows."""
        return self.verdict.changed

    @property
    def failure(self) -> GateFailed | None:
        """Return what a closed gate says; None where it is open."""
        return GateFailed(headline(self.verdict)) if self.changed else None

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven check`."""
        verdict, found = self.verdict, self.verdict.difference
        failed = self.failure
        return {
            **(failed.to_dict() if failed else {}),
            "changed": verdict.changed,
            "reasons": list(reasons(verdict)),
            "notes": list(notes(verdict)),
            "flipped": list(verdict.flipped),
            "max_increase": verdict.max_increase,
            "increase": verdict.increase,
            "before": recommended(found.then),
            "after": recommended(found.now),
            "change_usd_per_month": found.change,
            "effects": effect_dicts(found.causes),
            "warnings": list(self.warnings),
        }


def check(
    scenario: Path | str,
    *,
    baseline: Path | str | StoredDecision | Decision,
    max_increase: float | str = 0.1,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
    simulate: Which = "leaders",
) -> CheckReport:
    """Decide on a scenario anew and compare the answer with a baseline.

    The recommendation flips where its kind, model, accelerator, provider or purchase is another
    one; other GPU counts, regions, precisions and engines are noted. `max_increase` is the share
    by which the cheapest option may cost more: 0.1, or "10%".

    Raises InputError where the baseline is no decision.
    """
    if str(scenario) == "-" and str(baseline) == "-":
        raise UsageError("scenario and baseline cannot both be standard input")
    limit = increase_of(max_increase)
    stored = _stored(baseline)
    found = decide(scenario, as_of=as_of, facts=facts, simulate=simulate, samples=0)
    now = stored_decision(found.to_dict(), where="today's decision")
    verdict = judge(now, baseline=stored, max_increase=limit)
    return CheckReport(verdict=verdict, warnings=found.warnings)


def _stored(baseline: Path | str | StoredDecision | Decision) -> StoredDecision:
    if isinstance(baseline, StoredDecision):
        return baseline
    if isinstance(baseline, Decision):
        return stored_decision(baseline.to_dict(), where="baseline")
    return read_decision(baseline)


def increase_of(said: float | str) -> float:
    """Return a share from `10%` or 0.1.

    >>> increase_of("10%"), increase_of("0.1"), increase_of("150 %")
    (0.1, 0.1, 1.5)

    Raises InputError for what is no share; 10 without a sign could be meant either way.
    """
    text = str(said).strip()
    try:
        value = float(text.removesuffix("%").strip())
    except ValueError:
        value = float("nan")
    in_percent = text.endswith("%")
    if not isfinite(value) or value < 0 or (value >= 1 and not in_percent):
        raise InputError(
            f"expected a share such as 10% or 0.1, read {text!r}", where="max-increase"
        )
    return value / 100 if in_percent else value
