"""Measure an OpenAI-compatible endpoint: streams timed piece by piece, in closed loops.

plan.py says what is sent, endpoint.py where to, prompts.py and body.py what a request holds,
stream.py times an answer, loop.py keeps users busy, figures.py and rows.py make measurements of it.
"""

from breakeven.inputs.probe.endpoint import Endpoint, endpoint_at, key_from
from breakeven.inputs.probe.loop import Level, Probed, probe
from breakeven.inputs.probe.plan import ProbePlan
from breakeven.inputs.probe.rows import Setup, csv_of, rows_of

__all__ = [
    "Endpoint",
    "Level",
    "ProbePlan",
    "Probed",
    "Setup",
    "csv_of",
    "endpoint_at",
    "key_from",
    "probe",
    "rows_of",
]
