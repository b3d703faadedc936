"""The one form into which every log is brought, and why a row is refused.

| column              | meaning                                                               |
|---------------------|-----------------------------------------------------------------------|
| time                | arrival, microseconds since 1970 in UTC (a relative clock starts at 0) |
| model               | name as the log has it; null where unknown                            |
| input_tokens        | of all the row's requests, cached tokens included                     |
| cached_input_tokens | the part of input_tokens that came from a cache                       |
| output_tokens       | of all the row's requests                                             |
| requests            | how many requests the row stands for: 1, unless it is a bucket        |
| bucket_seconds      | length of the bucket that the row sums up; 0 for a single request     |
| reason              | why the row is refused; null where it is fine                         |
| priority            | what is served first, lower before higher; null where unknown         |
| prefix_hashes       | hashes of the prompt's blocks in order, as text; null where unknown   |

The last two (SIMULATED) concern the simulator alone and are read for nobody else.
"""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import ibis.expr.types as ir

MICROSECONDS = 1_000_000
LATEST = 7_258_118_400 * MICROSECONDS
"""The year 2200: a later time is a mistake."""
MOST = 10**15
"""More tokens than any row can hold."""
SIMULATED = ("priority", "prefix_hashes")
UNITS = {"s": 1e6, "ms": 1e3, "us": 1.0, "ns": 1e-3}


class Field(NamedTuple):
    """A value of every row, and why it cannot be used (null where it can)."""

    value: "ir.Value"
    reason: "ir.Value"


def normal(
    table: "ir.Table",
    *,
    time: "ir.Value",
    input_tokens: "ir.Value",
    output_tokens: "ir.Value",
    cached: "ir.Value | None" = None,
    model: "ir.Value | None" = None,
    requests: "ir.Value | None" = None,
    end: "ir.Value | None" = None,
    priority: "ir.Value | None" = None,
    prefix_hashes: "ir.Value | None" = None,
    unit: str = "",
) -> "ir.Table":
    """Return a table in normal form; `unit` is that of numeric times, guessed where empty."""
    import ibis

    at = _time(time, "the time", unit)
    inputs, outputs = _count(input_tokens, "input tokens"), _count(output_tokens, "output tokens")
    nothing = Field(ibis.literal(0, "int64"), ibis.null("string"))
    held = nothing if cached is None else _count(cached.fill_null(_zero(cached)), "cached tokens")
    many = nothing if requests is None else _count(requests, "requests")
    until = at if end is None else _time(end, "the end", unit)
    rank = Field(ibis.null("float64"), ibis.null("string")) if priority is None else _rank(priority)
    blank = time.isnull() & input_tokens.isnull() & output_tokens.isnull()
    too_many = held.value > inputs.value
    return table.select(
        time=at.value,
        model=ibis.null("string") if model is None else model.cast("string").nullif(""),
        input_tokens=inputs.value,
        cached_input_tokens=held.value,
        output_tokens=outputs.value,
        requests=ibis.literal(1, "int64") if requests is None else many.value,
        bucket_seconds=(until.value - at.value) / MICROSECONDS,
        reason=ibis.coalesce(
            _say(blank, "the row cannot be read"),
            *(field.reason for field in (at, inputs, outputs, held, many, until, rank)),
            _say(too_many, "more cached tokens than input tokens"),
            _say(until.value < at.value, "the bucket ends before it starts"),
        ),
        priority=rank.value,
        prefix_hashes=(
            ibis.null("string") if prefix_hashes is None else prefix_hashes.cast("string")
        ),
    )


def _say(condition: "ir.Value", reason: str) -> "ir.Value":
    import ibis

    return condition.ifelse(ibis.literal(reason), ibis.null("string"))


def _zero(column: "ir.Value") -> "ir.Value":
    import ibis

    return ibis.literal("0" if column.type().is_string() else 0)


def _count(column: "ir.Value", name: str) -> Field:
    """Return a whole number from 0 on."""
    import ibis

    kind = column.type()
    number = column.try_cast("float64") if kind.is_string() else column.cast("float64")
    good = (number >= 0) & (number <= MOST) & (number % 1 == 0)
    reason = ibis.coalesce(
        _say(column.isnull(), f"{name} are missing"),
        _say(number.isnull(), f"{name} are not a number"),
        _say(number < 0, f"{name} are negative"),
        _say(~good, f"{name} are not a possible whole number"),
    )
    return Field(good.ifelse(number, ibis.null("float64")).cast("int64"), reason)


def _rank(column: "ir.Value") -> Field:
    """Return a number of any sign."""
    is_text = column.type().is_string()
    number = column.try_cast("float64") if is_text else column.cast("float64")
    return Field(number, _say(number.isnull(), "the priority is missing or not a number"))


def _time(column: "ir.Value", name: str, unit: str) -> Field:
    """Return microseconds since 1970; times without a zone are in the connection's."""
    import ibis

    kind = column.type()
    if kind.is_string():
        value = ibis.coalesce(_clock(column.try_cast("float64"), unit), _calendar(column))
    elif kind.is_numeric():
        value = _clock(column.cast("float64"), unit)
    else:
        value = _since_1970(column.cast("timestamp('UTC')"))
    reason = ibis.coalesce(
        _say(column.isnull(), f"{name} is missing"),
        _say(value.isnull(), f"{name} cannot be read"),
        _say(~value.between(0, LATEST), f"{name} is not between 1970 and 2200"),
    )
    return Field(value, reason)


def _calendar(text: "ir.Value") -> "ir.Value":
    return _since_1970(text.try_cast("timestamp('UTC')"))


def _since_1970(moment: "ir.Value") -> "ir.Value":
    import ibis

    zero = ibis.timestamp("1970-01-01 00:00:00", timezone="UTC")
    return moment.delta(zero, unit="microsecond")


def _clock(number: "ir.Value", unit: str) -> "ir.Value":
    """Return microseconds from a number; its size tells s, ms, us and ns apart from 1973 on."""
    import ibis

    size = number.abs()
    guessed = ibis.cases(
        (size < 1e11, UNITS["s"]), (size < 1e14, UNITS["ms"]), (size < 1e17, UNITS["us"]),
        else_=UNITS["ns"],
    )  # fmt: skip
    scaled = number * (UNITS[unit] if unit else guessed)
    possible = (scaled >= -LATEST) & (scaled <= 2 * LATEST)
    return possible.ifelse(scaled, ibis.null("float64")).round().cast("int64")
