"""What a month costs over volume, and where the cheapest changes."""

from breakeven.economics.decision import Decision
from breakeven.outputs.charts import cost_chart
from breakeven.outputs.names import name_of
from breakeven.outputs.numbers import count, plural, usd
from breakeven.outputs.pictures.picture import Picture
from breakeven.outputs.question import traffic


def costs(decision: Decision) -> Picture | None:
    """Return the curves that a decision compared; None where it compared none."""
    if not decision.curves:
        return None
    title = f"{traffic(decision)}: what does it cost, and when does it flip?"
    return Picture(
        id="costs",
        title="What a month costs, by volume",
        alt=_alt(decision),
        spec=cost_chart(
            decision.curves,
            volume=decision.workload.requests_per_day,
            regions=decision.regions,
            title=title,
            caption=_caption(decision),
        ),
    )


def _alt(decision: Decision) -> str:
    volume = decision.workload.requests_per_day
    known = sorted((float(c.cost(volume)), name) for name, c in decision.curves.items())
    (least, first), (most, last) = known[0], known[-1]
    flips = max(len(decision.regions) - 1, 0)
    changes = f"changes {plural(flips, 'time')}" if flips else "does not change"
    return (
        f"Monthly cost of {plural(len(known), 'offer')} over requests a day. At"
        f" {count(volume)} a day they cost between {usd(least)} ({name_of(first)}) and {usd(most)}"
        f" ({name_of(last)}). Over the volumes shown the cheapest offer {changes}."
    )


def _caption(decision: Decision) -> str:
    """Return dates and sources: of the prices in each curve's bill, in the order of the curves."""
    options = {o.id: o for o in decision.options}
    drawn = [options[name] for name in decision.curves if name in options]
    sources = [line.source for option in drawn for line in option.lines if line.name != "people"]
    return f"Prices as of {decision.as_of}. Sources: {'; '.join(dict.fromkeys(sources))}."
