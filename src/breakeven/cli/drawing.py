"""The --chart option: what is drawn of an answer, and where to."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from breakeven.cli.streams import note

if TYPE_CHECKING:
    from breakeven.economics.decision import Decision
    from breakeven.outputs.cross_table import CrossAnswer


def check_chart(path: Path | None) -> None:
    """Refuse a chart that cannot be written before anything is computed."""
    if path is not None:
        from breakeven.outputs.charts import check_chart_path

        check_chart_path(path)


def draw_decision(decision: "Decision", path: Path | None) -> None:
    """Draw the curves that a decision compared."""
    if path is None:
        return
    from breakeven.outputs.charts import cost_chart
    from breakeven.outputs.question import traffic

    spec = cost_chart(
        decision.curves,
        volume=decision.workload.requests_per_day,
        regions=decision.regions,
        title=f"{traffic(decision)}: what does it cost, and when does it flip?",
        caption=_caption(decision),
    )
    _write(spec, path)


def _caption(decision: "Decision") -> str:
    """Return dates and sources: of the prices in each curve's bill, in the order of the curves."""
    options = {o.id: o for o in decision.options}
    drawn = [options[name] for name in decision.curves if name in options]
    sources = [line.source for option in drawn for line in option.lines if line.name != "people"]
    return f"Prices as of {decision.as_of}. Sources: {'; '.join(dict.fromkeys(sources))}."


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
