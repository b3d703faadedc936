"""The answer as a file, made by the writers of reports."""

from dataclasses import dataclass

from breakeven.domain.errors import UnknownName
from breakeven.economics.decision import Decision
from breakeven.outputs.files import json_text

TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file's content."""

    content: bytes
    media_type: str


def export(decision: Decision, form: str) -> Export:
    """Return a decision as a file of one of the forms.

    Raises UnknownName for another form.
    """
    if form not in TYPES:
        raise UnknownName("form of a report", form, TYPES, where="export")
    if form == "json":
        return Export(content=json_text(decision.to_dict()).encode(), media_type=TYPES[form])
    raise NotImplementedError(form)
