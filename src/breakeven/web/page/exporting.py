"""The answer as a file, made by the writers of reports."""

from dataclasses import dataclass
from importlib.util import find_spec

from breakeven.domain.errors import MissingExtra, UnknownName
from breakeven.economics.decision import Decision
from breakeven.economics.repricing import PriceFactors
from breakeven.outputs.report import rendered, rerun_of
from breakeven.outputs.report.formats import NEEDED
from breakeven.web.page.answering import WHOLE
from breakeven.web.page.state import PageState

TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file's content."""

    content: bytes
    media_type: str


def export(decision: Decision, form: str, *, state: PageState) -> Export:
    """Return a decision as a file of one of the forms.

    Raises UnknownName for another form, MissingExtra where a library is missing.
    """
    if form not in TYPES:
        raise UnknownName("form of a report", form, TYPES, where="export")
    library = NEEDED.get(f".{form}")
    if library is not None and find_spec(library) is None:
        raise MissingExtra(f"a report in {form}", "report")
    # A scenario file tells neither a dropped log nor prices as they might be.
    told = not state.log and state.prices == PriceFactors()
    rerun = rerun_of(
        state.scenario,
        as_of=decision.as_of,
        samples=WHOLE.samples,
        simulate=WHOLE.simulate,
        facts=None,
    )
    content = rendered(decision, f".{form}", rerun=rerun if told else None)
    return Export(content=content, media_type=TYPES[form])
