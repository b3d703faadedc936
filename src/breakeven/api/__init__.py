"""The library in a handful of verbs; the command line and the web are thin layers over these.

>>> import breakeven as be
>>> answer = be.cross("api:gpt-4o-mini", "api:gpt-4o", input_tokens=500, output_tokens=200)
>>> answer.breakeven.never
True
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from breakeven.domain.display import once_shown

if TYPE_CHECKING:
    from breakeven.api.auditing import Recomputed, audit, claim_terms, recompute
    from breakeven.api.checking import CheckReport, check
    from breakeven.api.comparing import DiffReport, diff
    from breakeven.api.crossing import CrossResult, cross
    from breakeven.api.deciding import decide
    from breakeven.api.deploying import Deployed, deploy
    from breakeven.api.knowing import facts_check, facts_conflicts, facts_find, facts_show
    from breakeven.api.planning import plan
    from breakeven.api.probing import ProbeReport, probe
    from breakeven.api.reporting import ReportFile, report
    from breakeven.api.simulating import simulate
    from breakeven.api.simulation_report import SimulationReport
    from breakeven.api.sizing import size
    from breakeven.api.sweeping import SweepReport, sweep
    from breakeven.api.using import ExampleLog, UsageReport, usage, usage_example
    from breakeven.api.validating import ValidationReport, calibrate, validate

__all__ = [
    "CheckReport",
    "CrossResult",
    "Deployed",
    "DiffReport",
    "ExampleLog",
    "ProbeReport",
    "Recomputed",
    "ReportFile",
    "SimulationReport",
    "SweepReport",
    "UsageReport",
    "ValidationReport",
    "audit",
    "calibrate",
    "check",
    "claim_terms",
    "cross",
    "decide",
    "deploy",
    "diff",
    "facts_check",
    "facts_conflicts",
    "facts_find",
    "facts_show",
    "plan",
    "probe",
    "recompute",
    "report",
    "simulate",
    "size",
    "sweep",
    "usage",
    "usage_example",
    "validate",
]

HOMES = {
    "auditing": "Recomputed audit claim_terms recompute",
    "checking": "CheckReport check",
    "comparing": "DiffReport diff",
    "crossing": "CrossResult cross",
    "deciding": "decide",
    "deploying": "Deployed deploy",
    "knowing": "facts_check facts_conflicts facts_find facts_show",
    "planning": "plan",
    "probing": "ProbeReport probe",
    "reporting": "ReportFile report",
    "simulating": "simulate",
    "simulation_report": "SimulationReport",
    "sizing": "size",
    "sweeping": "SweepReport sweep",
    "using": "ExampleLog UsageReport usage usage_example",
    "validating": "ValidationReport calibrate validate",
}
"""The module of each name: a verb loads what it needs and nothing of the others."""
_HOME = {name: module for module, names in HOMES.items() for name in names.split()}
once_shown(lambda: import_module("breakeven.api.showing"))


def __getattr__(name: str) -> Any:
    """Return a verb or what it returns, imported when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
