"""`diff`: what changed between two decisions."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from breakeven.api.deciding import decide
from breakeven.domain.display import Displayed
from breakeven.domain.errors import UsageError
from breakeven.domain.stored_decision import StoredDecision
from breakeven.economics.decision import Decision
from breakeven.economics.simulated import Which
from breakeven.inputs.decision_json import read_decision, stored_decision
from breakeven.studies.attribution import BillChange, Effect
from breakeven.studies.difference import (
    Difference,
    OneSided,
    OptionChange,
    Placed,
    RangeShift,
    Shift,
    difference,
)

Source = Path | str | Decision | StoredDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffReport(Displayed):
    """What changed between two decisions, and where these are from."""

    difference: Difference
    names: tuple[str, str]

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven diff`."""
        found = self.difference
        return {
            "before": {"from": self.names[0], **recommended(found.then)},
            "after": {"from": self.names[1], **recommended(found.now)},
            "best": _best(found),
            "workload": [_shift(s) for s in found.question],
            "facts": [_shift(s) for s in found.facts],
            "assumptions": [
                {**_shift(s), "unit": s.unit, "description": s.description}
                for s in found.assumptions
            ],
            "options": [_option(o) for o in found.options.values()],
            "appeared": [_one_sided(o) for o in found.appeared.values()],
            "disappeared": [_one_sided(o) for o in found.disappeared.values()],
            "regions": [_range_shift(r) for r in found.ranges],
        }


def diff(
    before: Source,
    after: Source,
    *,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
    simulate: Which = "leaders",
) -> DiffReport:
    """Return what changed from one decision to another, each line of the bills attributed.

    Each is a decision, the JSON of one, or a scenario (`.toml`), which is then decided on; the
    other arguments hold for scenarios.

    Raises InputError where a file is no decision.
    """
    if str(before) == "-" and str(after) == "-":
        raise UsageError("the two decisions cannot both be standard input")
    sides = [_read(s, as_of=as_of, facts=facts, simulate=simulate) for s in (before, after)]
    names = (_name(before, "the first"), _name(after, "the second"))
    return DiffReport(difference=difference(*sides), names=names)


def _read(
    source: Source, *, as_of: date | str | None, facts: Path | str | None, simulate: Which
) -> StoredDecision:
    if isinstance(source, StoredDecision):
        return source
    if isinstance(source, Decision):
        return stored_decision(source.to_dict(), where="decision")
    if Path(source).suffix == ".toml":
        found = decide(source, as_of=as_of, facts=facts, simulate=simulate, samples=0)
        return stored_decision(found.to_dict(), where=str(source))
    return read_decision(source)


def _name(source: Source, otherwise: str) -> str:
    if not isinstance(source, str | Path):
        return otherwise
    return "standard input" if str(source) == "-" else str(source)


def recommended(decision: StoredDecision) -> dict[str, object]:
    """Return a decision's day, recommendation and its bill as JSON."""
    best = decision.recommended
    return {
        "as_of": decision.as_of.isoformat(),
        "best": decision.best,
        "usd_per_month": best.usd if best else None,
    }


def effect_dicts(effects: Iterable[Effect]) -> list[dict[str, object]]:
    """Return the parts of a change as JSON, in US dollars a month."""
    return [{"name": e.name, "change": e.change} for e in effects]


def _best(found: Difference) -> dict[str, object]:
    """Return how the recommendation changed, and where each one stands in the other decision."""
    old, new = found.then.recommended, found.now.recommended
    return {
        "before": old.id if old else None,
        "after": new.id if new else None,
        "flipped": list(found.flipped),
        "before_rank_after": _rank(found, "after") if old else None,
        "after_rank_before": _rank(found, "before") if new else None,
        "change_usd_per_month": found.change,
        "effects": effect_dicts(found.causes),
    }


def _rank(found: Difference, side: str) -> int | None:
    """Return the rank that one side gives to the other's recommendation; None where excused."""
    best = found.then.recommended if side == "after" else found.now.recommended
    stays = found.options.get(best.series) if best else None
    if stays is None:
        return None
    return (stays.after if side == "after" else stays.before).rank


def _shift(shift: Shift) -> dict[str, object]:
    return {"name": shift.name, "before": shift.before, "after": shift.after}


def _option(one: OptionChange) -> dict[str, object]:
    return {
        "id": one.after.option.id,
        "before_id": one.before.option.id,
        "before_rank": one.before.rank,
        "after_rank": one.after.rank,
        "before_usd_per_month": one.bill.before,
        "after_usd_per_month": one.bill.after,
        "change": one.bill.change,
        "effects": effect_dicts(one.bill.effects),
        "lines": _lines(one.bill),
    }


def _lines(bill: BillChange) -> list[dict[str, object]]:
    return [
        {
            "name": line.name,
            "before": line.before,
            "after": line.after,
            "change": line.change,
            "effects": effect_dicts(bill.of_note(line.effects)),
        }
        for line in bill.lines
    ]


def _placed(placed: Placed) -> dict[str, object]:
    option = placed.option
    return {"id": option.id, "usd_per_month": option.usd_per_month, "rank": placed.rank}


def _one_sided(one: OneSided) -> dict[str, object]:
    """Return an option of one side, and why the other has it not."""
    return {**_placed(one.placed), "excuse": asdict(one.excuse) if one.excuse else None}


def _range_shift(one: RangeShift) -> dict[str, object]:
    return {
        "cheapest": one.id,
        "before": asdict(one.before) if one.before else None,
        "after": asdict(one.after) if one.after else None,
    }
