"""Results of one's own evaluations: one file a format, one normal form."""

from breakeven.inputs.evaluations.names import named
from breakeven.inputs.evaluations.reading import FORMATS, read_evaluations

__all__ = ["FORMATS", "named", "read_evaluations"]
