"""How notebooks show results: the tables of the command line, with a picture where there is one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from breakeven.api.checking import CheckReport
from breakeven.api.comparing import DiffReport
from breakeven.api.crossing import CrossResult
from breakeven.api.probing import ProbeReport
from breakeven.api.simulation_report import SimulationReport
from breakeven.api.using import UsageReport
from breakeven.api.validating import ValidationReport
from breakeven.domain.display import Displayed, Rendering, rendering
from breakeven.economics.claims.audit import Audit
from breakeven.economics.decision import Decision
from breakeven.economics.sizing import Sizing

if TYPE_CHECKING:
    from rich.console import RenderableType


def _shown(
    table: "Callable[[], RenderableType]", picture: Callable[[], str] = lambda: ""
) -> Rendering:
    """Return a table as text, and as HTML below a picture."""
    from breakeven.outputs.markup import html_of, text_of  # late: they take time to load

    return Rendering(text=lambda: text_of(table()), html=lambda: picture() + html_of(table()))


def _decision(found: Decision) -> Rendering:
    from breakeven.outputs.decision_table import decision_table
    from breakeven.outputs.figure_html import decision_figure

    return _shown(lambda: decision_table(found), lambda: decision_figure(found))


def _cross(found: CrossResult) -> Rendering:
    from breakeven.outputs.cross_table import cross_table
    from breakeven.outputs.figure_html import cross_figure

    return _shown(lambda: cross_table(found), lambda: cross_figure(found))


def _sizing(found: Sizing) -> Rendering:
    from breakeven.outputs.size_table import size_table

    return _shown(lambda: size_table(found))


def _usage(found: UsageReport) -> Rendering:
    from breakeven.outputs.usage_table import usage_table

    return _shown(lambda: usage_table(found.to_dict()))


def _simulation(found: SimulationReport) -> Rendering:
    from breakeven.outputs.simulation_table import simulation_table

    return _shown(lambda: simulation_table(found.to_dict()))


def _validation(found: ValidationReport) -> Rendering:
    from breakeven.outputs.validation_table import validation_table

    return _shown(lambda: validation_table(found.to_dict()))


def _check(found: CheckReport) -> Rendering:
    from breakeven.outputs.check_table import check_table

    return _shown(lambda: check_table(found.verdict))


def _diff(found: DiffReport) -> Rendering:
    from breakeven.outputs.diff_table import diff_table

    return _shown(lambda: diff_table(found.difference, names=found.names))


def _audit(found: Audit) -> Rendering:
    from breakeven.outputs.audit_table import audit_table

    return _shown(lambda: audit_table(found))


def _probe(found: ProbeReport) -> Rendering:
    from breakeven.outputs.probe_table import probe_table

    return _shown(lambda: probe_table(found.to_dict()))


RENDERERS: dict[type[Displayed], Callable[[Any], Rendering]] = {
    Audit: _audit,
    CheckReport: _check,
    CrossResult: _cross,
    Decision: _decision,
    DiffReport: _diff,
    ProbeReport: _probe,
    SimulationReport: _simulation,
    Sizing: _sizing,
    UsageReport: _usage,
    ValidationReport: _validation,
}
for _kind, _render in RENDERERS.items():
    rendering.register(_kind, _render)
