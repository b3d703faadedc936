"""The answer of `breakeven check`: one line of verdict, then the reasons with their numbers."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from breakeven.outputs.changes import (
    effects_text,
    excuse_text,
    option_text,
    parts_text,
    shift_text,
    signed,
    signed_share,
)
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import count, percent, plain, usd
from breakeven.outputs.tables import bullets
from breakeven.studies.difference import Difference
from breakeven.studies.gate import Verdict


def check_table(verdict: Verdict) -> RenderableType:
    """Return the verdict, its reasons, and what changed without closing the gate."""
    style = "bold red" if verdict.changed else "bold green"
    parts: list[RenderableType] = [Text(headline(verdict), style=style)]
    if verdict.changed:
        parts.append(bullets(reasons(verdict)))
    noted = notes(verdict)
    if noted:
        parts += [Text("Also", style="bold"), bullets(noted)]
    return Group(*parts)


def headline(verdict: Verdict) -> str:
    """Return the verdict in one line."""
    then, now = verdict.difference.then.recommended, verdict.difference.now.recommended
    if verdict.gone:
        return "Changed: nothing is feasible any more"
    if verdict.flipped and now:
        return f"Changed: the recommendation flips to {name_of(now.id)}"
    if now is None or then is None:
        return "Unchanged: nothing is feasible, as in the baseline"
    rise = f"{usd(now.usd)} a month, {_more(verdict)}"
    limit = f"limit +{_share(verdict.max_increase)}"
    if verdict.too_dear:
        return f"Changed: {name_of(now.id)} costs {rise} ({limit})"
    return f"Unchanged: {name_of(now.id)} at {rise} ({limit})"


def reasons(verdict: Verdict) -> tuple[str, ...]:
    """Return why the gate closes, each reason with its numbers; nothing where it does not."""
    return (*_flip(verdict), *_rise(verdict))


def notes(verdict: Verdict) -> tuple[str, ...]:
    """Return what changed without closing the gate."""
    found = verdict.difference
    return (
        *_other_configuration(verdict),
        *_new_bill(verdict),
        *(f"asked otherwise: {shift_text(shift)}" for shift in found.question),
        *(f"assumed otherwise: {shift_text(shift)}" for shift in found.assumptions),
        *(shift_text(shift) for shift in found.facts if shift.name != "as_of"),
    )


def _flip(verdict: Verdict) -> Iterator[str]:
    found = verdict.difference
    old, new = found.then.recommended, found.now.recommended
    if not verdict.flipped:
        return
    if old is None and new is not None:
        yield f"nothing was feasible in the baseline; now {option_text(new)}"
    elif old is not None and new is None:
        yield f"nothing is feasible any more; the baseline recommends {option_text(old)}"
        yield from _excuses(found)
    elif old is not None and new is not None:
        yield (
            f"the recommendation flips ({parts_text(verdict.flipped)}):"
            f" {option_text(old)}, in the baseline; {option_text(new)}, now"
        )
    yield from _former(verdict)


def _former(verdict: Verdict) -> Iterator[str]:
    """Say what became of the baseline's recommendation."""
    former, old = verdict.former, verdict.difference.then.recommended
    if former is None or old is None:
        return
    name = name_of(old.id)
    if former.now is not None:
        place = f"rank {count(former.now.rank)} of {count(len(verdict.difference.now.feasible))}"
        change = signed(former.now.option.usd - old.usd)
        yield f"{name} would now cost {usd(former.now.option.usd)} a month ({change}), {place}"
    elif former.excuse is not None:
        yield f"{name} is rejected now: {excuse_text(former.excuse)}"
    else:
        yield f"{name} is no longer among the options"


def _excuses(found: Difference) -> Iterator[str]:
    """Say how often each excuse was given, as nothing is left."""
    counts: dict[str, int] = {}
    for option in found.now.options:
        if option.excuse:
            counts[option.excuse.reason] = counts.get(option.excuse.reason, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    named = [f"{reason.replace('-', ' ')} ({count(number)})" for reason, number in ranked]
    yield f"rejected now: {', '.join(named)}" if named else "there is no option at all now"


def _rise(verdict: Verdict) -> Iterator[str]:
    if not verdict.too_dear:
        return
    limit = _share(verdict.max_increase)
    yield f"the cheapest option costs {_bills(verdict)}; the limit is +{limit}"
    yield from _causes(verdict)


def _new_bill(verdict: Verdict) -> Iterator[str]:
    """Say by how much the bill changed inside the limit."""
    if not verdict.too_dear and verdict.difference.change:
        yield f"the cheapest option costs {_bills(verdict)}"
        yield from _causes(verdict)


def _causes(verdict: Verdict) -> Iterator[str]:
    causes = verdict.difference.causes
    if causes:
        yield f"made of: {effects_text(causes, most=5)}"


def _bills(verdict: Verdict) -> str:
    old, new = verdict.difference.then.recommended, verdict.difference.now.recommended
    before, after = (usd(side.usd if side else None) for side in (old, new))
    return f"{after} a month, {_more(verdict)} ({before})"


def _more(verdict: Verdict) -> str:
    """Return by how much the cheapest option costs more than in the baseline."""
    change, day = verdict.difference.change, verdict.difference.then.as_of
    if not change:
        return f"as in the baseline of {day}"
    share = "" if verdict.increase is None else f" or {signed_share(verdict.increase)}"
    return f"{signed(change)}{share} against the baseline of {day}"


def _share(share: float) -> str:
    """Return a limit with its decimals.

    >>> _share(0.1), _share(0.025)
    ('10 %', '2.5 %')
    """
    return f"{plain(100 * share)} %" if 0 < share < 1 else percent(share)


def _other_configuration(verdict: Verdict) -> Iterator[str]:
    if verdict.reconfigured:
        before, after = verdict.reconfigured
        yield f"no flip, but another configuration: {before.id}, {option_text(before)}"
        yield f"it is now {after.id}, {option_text(after)}"
