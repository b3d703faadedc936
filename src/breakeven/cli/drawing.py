"""The --chart option: what is drawn of an answer, and where to."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from breakeven.cli.streams import note

if TYPE_CHECKING:
    from breakeven.economics.decision import Decision
    from breakeven.outputs.cross_table import CrossAnswer
    from breakeven.studies.portfolio.answer import PortfolioPlan


def check_chart(path: Path | None) -> None:
    """Refuse a chart that cannot be written before anything is computed."""
    if path is not None:
        from breakeven.outputs.charts import check_chart_path

        check_chart_path(path)


def draw_decision(decision: "Decision", path: Path | None) -> None:
    """Draw the curves that a decision compared."""
    if path is None:
        return
    from breakeven.outputs.pictures.costs import costs

    picture = costs(decision)
    if picture is not None:
        _write(dict(picture.spec), path)


def check_charts(folder: Path | None) -> None:
    """Refuse a folder that pictures cannot be written to, before anything is computed."""
    if folder is not None:
        from breakeven.outputs.charts import check_chart_path
        from breakeven.outputs.files import made_folder

        check_chart_path(made_folder(folder) / "costs.svg")


def draw_all(decision: "Decision", folder: Path | None) -> None:
    """Draw every picture of a decision, each to a file of its own."""
    if folder is None:
        return
    from breakeven.outputs.pictures import pictures

    for picture in pictures(decision):
        _write(dict(picture.spec), folder / f"{picture.id}.svg")


def draw_cross(
    found: "CrossAnswer", path: Path | None, *, input_tokens: float, output_tokens: float
) -> None:
    """Draw two curves and where they cross."""
    if path is None:
        return
    from breakeven.outputs.charts import cost_chart
    from breakeven.outputs.names import name_of
    from breakeven.outputs.numbers import count

    first, second = (str(name_of(name)) for name in found.curves)
    tokens = f"{count(input_tokens)} tokens in and {count(output_tokens)} out"
    lines = [line for lines in found.lines.values() for line in lines]
    spec = cost_chart(
        found.curves,
        volume=None,
        regions=found.breakeven.regions,
        title=f"{first} or {second}? Requests of {tokens}",
        caption="; ".join(dict.fromkeys(lines)),
    )
    _write(spec, path)


def _write(spec: dict[str, Any], path: Path) -> None:
    from breakeven.outputs.charts import write_chart

    note(f"wrote {write_chart(spec, path)}")


def draw_plan(found: "PortfolioPlan", path: Path | None) -> None:
    """Draw who runs where, and when machines run."""
    if path is None:
        return
    from breakeven.outputs.plan_chart import plan_chart

    _write(plan_chart(found), path)
