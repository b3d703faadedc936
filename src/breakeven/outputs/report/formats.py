"""The formats of a report, by the ending of its file."""

import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from breakeven.domain.errors import InputError, MissingExtra
from breakeven.economics.decision import Decision
from breakeven.outputs.charts import drawer
from breakeven.outputs.files import json_text, writable
from breakeven.outputs.focus import focus_csv
from breakeven.outputs.report.build import report_of
from breakeven.outputs.report.html import html
from breakeven.outputs.report.markdown import markdown
from breakeven.outputs.report.pdf import pdf
from breakeven.outputs.report.rerun import Rerun

NEEDED = {".html": "jinja2", ".pdf": "typst", ".xlsx": "xlsxwriter"}
DRAWN = (".html", ".pdf")
"""Formats with pictures, which are drawn."""


def _html(decision: Decision, rerun: Rerun | None) -> bytes:
    return html(report_of(decision, rerun=rerun)).encode()


def _markdown(decision: Decision, rerun: Rerun | None) -> bytes:
    return markdown(report_of(decision, rerun=rerun)).encode()


def _pdf(decision: Decision, rerun: Rerun | None) -> bytes:
    return pdf(report_of(decision, rerun=rerun))


def _json(decision: Decision, rerun: Rerun | None) -> bytes:  # noqa: ARG001
    return (json_text(decision.to_dict()) + "\n").encode()


def _workbook(decision: Decision, rerun: Rerun | None) -> bytes:  # noqa: ARG001
    from breakeven.outputs.xlsx import workbook

    return workbook(decision)


def _focus(decision: Decision, rerun: Rerun | None) -> bytes:  # noqa: ARG001
    return focus_csv(decision).encode()


WRITERS: dict[str, Callable[[Decision, Rerun | None], bytes]] = {
    ".html": _html,
    ".pdf": _pdf,
    ".md": _markdown,
    ".json": _json,
    ".xlsx": _workbook,
    ".csv": _focus,
}


def check_report_path(path: str | os.PathLike[str]) -> None:
    """Refuse a file that no report can be written to, before anything is computed.

    Raises InputError, and MissingExtra where a library is not installed.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in WRITERS:
        raise InputError(f"a report ends in {', '.join(WRITERS)}", where=str(path))
    writable(path)
    if suffix in DRAWN:
        drawer()
    if suffix in NEEDED and not _installed(NEEDED[suffix]):
        raise MissingExtra(f"a report in {suffix}", "report")


def _installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ValueError:  # an import that was switched off
        return False


def rendered(decision: Decision, suffix: str, *, rerun: Rerun | None = None) -> bytes:
    """Return a decision's report in the format of a file's ending."""
    return WRITERS[suffix](decision, rerun)
