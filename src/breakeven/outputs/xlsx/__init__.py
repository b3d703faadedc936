"""A decision as a spreadsheet whose formulas can be followed, and changed."""

from breakeven.outputs.xlsx.workbook import workbook, write_workbook

__all__ = ["workbook", "write_workbook"]
