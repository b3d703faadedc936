"""A decision's report: built once, rendered as HTML, PDF or Markdown."""

from breakeven.outputs.report.build import report_of
from breakeven.outputs.report.formats import check_report_path, rendered
from breakeven.outputs.report.rerun import Rerun, rerun_of

__all__ = ["Rerun", "check_report_path", "rendered", "report_of", "rerun_of"]
