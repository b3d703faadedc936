"""The ranking: what a month costs with the best of each kind and model, and how sure that is."""

from collections.abc import Sequence

from breakeven.economics.decision import Decision, Option
from breakeven.outputs.chart_theme import SHAPES
from breakeven.outputs.names import KINDS, name_of
from breakeven.outputs.numbers import percent, usd
from breakeven.outputs.pictures.picture import Layer, Picture, chart
from breakeven.outputs.pictures.rows import MARK, ROW, money, name_layers, place, short
from breakeven.outputs.ranking_table import best_of_each

MOST = 10
"""Rows; the best of each kind is always among them."""
LINEAR_UP_TO = 12.0
KEY = {"orient": "top", "columns": 2, "columnPadding": 14}
"""The kinds. As many columns as there is room for would be laid out before the room is known."""


def ranking(decision: Decision) -> Picture | None:
    """Return the options side by side; None where fewer than two can be."""
    shown = _shown(best_of_each(decision.options))
    if len(shown) < 2:
        return None
    rows = place(len(shown))
    title = "What a month costs, the best of each kind"
    return Picture(
        id="ranking",
        title=title,
        alt=_alt(decision, shown),
        spec=chart(
            [*_marks(shown, rows), *name_layers([_name(o) for o in shown], rows=rows)],
            title=title,
            subtitle=[_band(decision)] if decision.samples else [],
            height=ROW * len(shown),
        ),
    )


def _shown(every: Sequence[Option]) -> list[Option]:
    """Return the cheapest options, and of each kind the cheapest."""
    first: dict[str, Option] = {}
    for option in every:
        first.setdefault(option.kind, option)
    kept = {id(option) for option in first.values()}
    kept |= {id(option) for option in every[: max(MOST - len(first), 0)]}
    return [option for option in every if id(option) in kept]


def _name(option: Option) -> tuple[str, str]:
    sure = "" if option.p_best is None else f" · best in {percent(option.p_best)}"
    return short(option.id, most=66), f"{usd(option.usd_per_month)}{sure}"


def _marks(shown: Sequence[Option], rows: Layer) -> list[Layer]:
    """Return a mark at each option's cost, and its band."""
    values = [
        {
            "row": i,
            "usd": o.usd_per_month,
            "low": o.usd_per_month_p05 if o.usd_per_month_p05 is not None else o.usd_per_month,
            "high": o.usd_per_month_p95 if o.usd_per_month_p95 is not None else o.usd_per_month,
            "kind": KINDS[o.kind],
        }
        for i, o in enumerate(shown)
    ]
    every = [float(v[k] or 0.0) for v in values for k in ("usd", "low", "high")]
    least, most = max(min(every), most_of(every) * 1e-6), most_of(every)
    log = most / least > LINEAR_UP_TO
    ends = (least / 1.3, most * 1.3) if log else (0.0, most * 1.05)
    x = money("usd", title="US dollars a month", ends=ends, log=log)
    layers: list[Layer] = [
        {
            "data": {"values": values},
            "mark": {"type": "rule", "style": "ink", "strokeWidth": 3, "yOffset": MARK},
            "encoding": {"y": rows, "x": {**x, "field": "low"}, "x2": {"field": "high"}},
        }
    ]
    kinds = [words for words in KINDS.values() if any(v["kind"] == words for v in values)]
    told = {"field": "kind", "type": "nominal", "title": None, "legend": KEY}
    mark = {"type": "point", "size": 110, "filled": True, "opacity": 1, "yOffset": MARK}
    layers.append(
        {
            "data": {"values": values},
            "mark": mark,
            "encoding": {
                "y": rows,
                "x": x,
                "color": {**told, "scale": {"domain": kinds}},
                "shape": {**told, "scale": {"domain": kinds, "range": list(SHAPES[: len(kinds)])}},
            },
        }
    )
    return layers


def most_of(values: Sequence[float]) -> float:
    """Return the greatest amount, a dollar where all are free."""
    return max(values) or 1.0


def _band(decision: Decision) -> str:
    return (
        f"line: 5 to 95 % of {decision.samples:,} samples of what is not known;"
        " best in: the share of them in which it is the cheapest"
    )


def _alt(decision: Decision, shown: Sequence[Option]) -> str:
    best, *rest = shown
    rivals = "; ".join(f"{name_of(o.id)} {usd(o.usd_per_month)}" for o in rest)
    sure = ""
    if best.p_best is not None:
        low, high = usd(best.usd_per_month_p05), usd(best.usd_per_month_p95)
        sure = (
            f" Its bill lies between {low} and {high} in 5 to 95 % of {decision.samples:,} samples,"
            f" and it is the cheapest in {percent(best.p_best)} of them."
        )
    return (
        f"The cheapest is {name_of(best.id)} at {usd(best.usd_per_month)} a month.{sure}"
        f" The others: {rivals}."
    )
