"""Changes in words: more or less money, other values, other parts of a recommendation."""

from collections.abc import Sequence

from rich.table import Column, Table
from rich.text import Text

from breakeven.domain.stored_decision import Scalar, StoredExcuse, StoredOption
from breakeven.outputs.names import KINDS, name_of
from breakeven.outputs.numbers import UNKNOWN, count, percent, plain, plural, usd
from breakeven.outputs.tables import number_column, table
from breakeven.studies.attribution import Effect
from breakeven.studies.difference import SWITCH, Shift

WORDS = {
    "workload.name": "name of the workload",
    "workload.requests": "requests in the log",
    "workload.requests_per_day": "requests a day",
    "workload.input_tokens_mean": "input tokens of a request",
    "workload.output_tokens_mean": "output tokens of a request",
    "workload.cached_input_share": "cached share of the input",
    "workload.source": "traffic known from",
    "demand.peak_hour_to_mean": "busiest hour over the mean",
    "demand.burst_minute_to_hour": "busiest minute over its hour",
    "demand.source": "peaks known from",
    "targets.ttft_p99_ms": "first token within, ms at p99",
    "targets.tpot_p99_ms": "each further token within, ms at p99",
    "targets.e2e_p99_ms": "whole answer within, ms at p99",
    "reference_model": "quality compared with",
    "days_per_month": "days of a month",
    "simulated": "own machines simulated",
    "as_of": "prices as of",
    "genai-prices": "version of genai-prices",
    "breakeven": "version of breakeven",
    "overlay": "own facts",
}
"""Keys of a decision's JSON as people say them; others are shown as they are."""


def signed(change: float | None) -> str:
    """Return more or less money.

    >>> signed(120.0), signed(-3.5), signed(0.0), signed(None)
    ('+$120', '-$3.50', '$0', '-')
    """
    return f"+{usd(change)}" if change and change > 0 else usd(change)


def signed_share(change: float | None) -> str:
    """Return a share more or less.

    >>> signed_share(0.153), signed_share(-0.5), signed_share(None)
    ('+15 %', '-50 %', '-')
    """
    if change is None:
        return UNKNOWN
    sign = "+" if change > 0 else "-" if change < 0 else ""
    return f"{sign}{percent(abs(change))}"


def words_of(name: str) -> str:
    """Return what a key of a decision's JSON is called.

    >>> words_of("reference_model"), words_of("rules.monthly_users")
    ('quality compared with', 'rules: monthly users')
    """
    return WORDS.get(name, name.replace("_", " ").replace(".", ": "))


def value_text(value: Scalar, *, name: str = "", unit: str = "") -> str:
    """Return a value of any kind.

    >>> value_text(0.3, unit="share"), value_text(None), value_text(True), value_text("eu")
    ('30 %', 'none', 'yes', 'eu')
    """
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if unit == "share" or name.endswith("_share"):
        return percent(value)
    return count(value) if name.endswith("requests_per_day") else plain(value)


def shift_table(shifts: Sequence[Shift]) -> Table:
    """Return one line for each value that is another one now."""
    made = table(Column("what", ratio=1), number_column("before"), number_column("after"))
    for one in shifts:
        values = (value_text(v, name=one.name, unit=one.unit) for v in (one.before, one.after))
        made.add_row(Text(one.description or words_of(one.name)), *values)
    return made


def shift_text(shift: Shift) -> str:
    """Return a changed value in one line."""
    before, after = (
        value_text(v, name=shift.name, unit=shift.unit) for v in (shift.before, shift.after)
    )
    return f"{shift.description or words_of(shift.name)}: {before}, now {after}"


def effects_text(effects: Sequence[Effect], *, most: int = 3) -> str:
    """Return the largest causes of a change in one line.

    >>> effects_text([Effect(name="volume", change=120.0), Effect(name="prices", change=-20.0)])
    'volume +$120, prices -$20.00'
    """
    shown = [f"{effect.name} {signed(effect.change)}" for effect in effects[:most]]
    rest = sum(effect.change for effect in effects[most:])
    return ", ".join([*shown, *([f"other {signed(rest)}"] if effects[most:] else [])])


def effect_text(effect: Effect, before: StoredOption, after: StoredOption) -> str:
    """Return a cause in words."""
    if effect.name == SWITCH:
        return f"switching from {name_of(before.id)} to {name_of(after.id)}"
    return effect.name


def excuse_text(excuse: StoredExcuse | None) -> str:
    """Return why an option is not in the other decision.

    >>> excuse_text(StoredExcuse(reason="price-stale", detail="price of 2024-01-01"))
    'price stale: price of 2024-01-01'
    """
    if excuse is None:
        return "not among the options"
    reason = excuse.reason.replace("-", " ")
    return excuse.detail if excuse.detail.startswith(reason) else f"{reason}: {excuse.detail}"


def parts_text(parts: Sequence[str]) -> str:
    """Return which parts of a recommendation are others.

    >>> parts_text(["model", "provider"])
    'another model, provider'
    """
    return f"another {', '.join(parts)}"


def option_text(option: StoredOption) -> str:
    """Return an option with its bill."""
    fleet = option.fleet
    gpus = f" ({plural(fleet.gpus, 'GPU')} in all)" if fleet and fleet.gpus else ""
    kind = KINDS.get(option.kind, option.kind)
    return f"{name_of(option.id)}{gpus}, {kind}, {usd(option.usd_per_month)} a month"
