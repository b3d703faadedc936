"""From a decision to its report."""

from breakeven.economics.decision import Decision
from breakeven.outputs.pictures import pictures
from breakeven.outputs.report.appendix import again, assumptions, warned
from breakeven.outputs.report.method import method
from breakeven.outputs.report.model import Drawing, Report, Section
from breakeven.outputs.report.months import months
from breakeven.outputs.report.options import bills, ranked, rejected
from breakeven.outputs.report.rerun import Rerun
from breakeven.outputs.report.rules import rules
from breakeven.outputs.report.summary import question, summary


def report_of(decision: Decision, *, rerun: Rerun | None = None) -> Report:
    """Return the report of a decision; parts that it cannot tell are left out.

    `rerun` says how to ask again, which a decision alone does not know.
    """
    drawn = pictures(decision)
    rest = tuple(Drawing(picture=one) for one in drawn if one.id != "regions")
    found = decision.best is not None
    sections = (
        warned(decision),
        Section(id="pictures", title="In pictures", blocks=rest) if rest else None,
        ranked(decision) if found else None,
        bills(decision) if found else None,
        rules(decision),
        months(decision),
        rejected(decision),
        method(),
        assumptions(decision),
        again(decision, rerun),
    )
    return Report(
        title=f"Where to run it: {decision.workload.name}",
        question=question(decision),
        as_of=decision.as_of.isoformat(),
        summary=summary(decision, drawn),
        sections=tuple(s for s in sections if s is not None),
    )
