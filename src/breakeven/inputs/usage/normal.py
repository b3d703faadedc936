"""The one form into which every log is brought, and why a row is refused.

| column              | meaning                                                               |
|---------------------|-----------------------------------------------------------------------|
| time                | arrival, microseconds since 1970 in UTC (a relative clock starts at 0) |
| model               | name as the log has it                                                |
| tag                 | team, project or whatever the log is asked to be split by             |
| input_tokens        | of all the row's requests, cached tokens included                     |
| cached_input_tokens | the part of input_tokens that was read from a cache                   |
| cache_write_tokens  | the part of input_tokens that was written to a cache                  |
| cache_write_1h_tokens | the part of cache_write_tokens that is kept for an hour            |
| output_tokens       | of all the row's requests, reasoning included                         |
| reasoning_tokens    | the part of output_tokens that users do not see                       |
| requests            | how many requests the row stands for                                  |
| bucket_seconds      | length of the bucket that the row sums up; 0 for a single request     |
| latency_ms, ttft_ms | time to the last and to the first token                               |
| cost_usd            | what the log says the row cost                                        |
| tier                | how it was bought: batch, flex, priority ...                          |
| id                  | what tells the row from every other                                   |
| aside               | why the row is no traffic though it is fine (ASIDE)                   |
| reason              | why the row is refused; null where it is fine                         |
| priority            | what is served first, lower before higher                             |
| prefix_hashes       | hashes of the prompt's blocks in order, as text                       |

All but the time are null where they are not known, the time too where a format says so. The last
two (SIMULATED) concern the simulator alone and are read for nobody else.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from breakeven.inputs.usage.paths import Amount, number_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

MICROSECONDS = 1_000_000
LATEST = 7_258_118_400 * MICROSECONDS
"""The year 2200: a later time is a mistake."""
MOST = 10**15
"""More tokens than any row can hold."""
SIMULATED = ("priority", "prefix_hashes")
UNITS = {"s": 1e6, "ms": 1e3, "us": 1.0, "ns": 1e-3}
FAILED, GATEWAY, OTHER = "failed", "gateway_cache", "other"
BILL, DUPLICATE = "bill", "duplicate"
ASIDE = {
    FAILED: "calls that failed and gave no tokens",
    GATEWAY: "calls that a gateway answered from its own cache",
    OTHER: "rows that are no requests of tokens",
    BILL: "lines of a bill",
    DUPLICATE: "rows whose id was read before",
}


class Field(NamedTuple):
    """A value of every row, and why it cannot be used (null where it can)."""

    value: "ir.Value"
    reason: "ir.Value"


Count = "ir.Value | Amount | None"


def normal(
    table: "ir.Table",
    *,
    time: "ir.Value | None",
    input_tokens: "ir.Value | Amount | None",
    output_tokens: "ir.Value | Amount | None",
    cached: "ir.Value | Amount | None" = None,
    cache_write: "ir.Value | Amount | None" = None,
    cache_write_1h: "ir.Value | Amount | None" = None,
    reasoning: "ir.Value | Amount | None" = None,
    model: "ir.Value | None" = None,
    tag: "ir.Value | None" = None,
    requests: "ir.Value | Amount | int | None" = 1,
    end: "ir.Value | None" = None,
    bucket_seconds: "float | ir.Value" = 0.0,
    latency_ms: "ir.Value | None" = None,
    ttft_ms: "ir.Value | None" = None,
    cost_usd: "ir.Value | None" = None,
    tier: "ir.Value | None" = None,
    identity: "ir.Value | None" = None,
    aside: "ir.Value | None" = None,
    priority: "ir.Value | None" = None,
    prefix_hashes: "ir.Value | None" = None,
    unit: str = "",
    sparse: bool = False,
    timeless: bool = False,
) -> "ir.Table":
    """Return a table in normal form; `unit` is that of numeric times, guessed where empty.

    Of a `sparse` log each row knows only some of the tokens; a `timeless` one may lack times.
    """
    import ibis

    at = _nothing("int64") if time is None else clock(time, "the time", unit, optional=timeless)
    until = at if end is None else clock(end, "the end", unit, optional=True)
    inputs = _count(input_tokens, "input tokens", optional=sparse)
    outputs = _count(output_tokens, "output tokens", optional=sparse)
    held = _count(cached, "cached tokens", optional=True)
    written = _count(cache_write, "tokens written to a cache", optional=True)
    lasting = _count(cache_write_1h, "tokens written to a cache for an hour", optional=True)
    thought = _count(reasoning, "reasoning tokens", optional=True)
    many = (
        Field(ibis.literal(requests, "int64"), ibis.null("string"))
        if isinstance(requests, int)
        else _count(requests, "requests", optional=sparse or requests is None)
    )
    rank = _nothing("float64") if priority is None else _rank(priority)
    set_aside = ibis.null("string") if aside is None else aside
    blank = _all_null(time, input_tokens, output_tokens)
    too_many = held.value.fill_null(0) + written.value.fill_null(0) > inputs.value
    length: Any = bucket_seconds
    if isinstance(length, float):
        length = ibis.literal(round(length)).cast("float64")  # Postgres takes 0.0 for a decimal
    if end is not None:
        length = ibis.coalesce((until.value - at.value) / MICROSECONDS, length)
    why = ibis.coalesce(
        _say(blank, "the row cannot be read"),
        *(field.reason for field in (at, inputs, outputs, held, written, lasting, thought, many)),
        until.reason,
        rank.reason,
        _say(too_many, "more cached tokens than input tokens"),
        _say(until.value < at.value, "the bucket ends before it starts"),
    )
    return table.select(
        time=at.value,
        model=_words(model),
        tag=_words(tag),
        input_tokens=inputs.value,
        cached_input_tokens=held.value,
        cache_write_tokens=written.value,
        cache_write_1h_tokens=lasting.value,
        output_tokens=outputs.value,
        reasoning_tokens=thought.value,
        requests=many.value,
        bucket_seconds=length,
        latency_ms=_positive(latency_ms),
        ttft_ms=_positive(ttft_ms),
        cost_usd=ibis.null("float64") if cost_usd is None else cost_usd,
        tier=_words(tier),
        id=_words(identity),
        aside=set_aside,
        reason=set_aside.isnull().ifelse(why, ibis.null("string")),
        priority=rank.value,
        prefix_hashes=_words(prefix_hashes),
    )


def say(condition: "ir.Value", word: str) -> "ir.Value":
    """Return a word where a condition holds, null elsewhere."""
    import ibis

    return condition.ifelse(ibis.literal(word), ibis.null("string"))


_say = say


def _words(column: "ir.Value | None") -> "ir.Value":
    import ibis

    return ibis.null("string") if column is None else column.cast("string").nullif("")


def _nothing(kind: str) -> Field:
    import ibis

    return Field(ibis.null(kind), ibis.null("string"))


def _all_null(*columns: "ir.Value | Amount | None") -> "ir.Value":
    import ibis

    result = ibis.literal(True)
    for column in columns:
        if isinstance(column, Amount):
            result = result & column.number.isnull() & ~column.unread
        elif column is not None:
            result = result & column.isnull()
    return result


def _positive(milliseconds: "ir.Value | None") -> "ir.Value":
    """Return a span of time, null where it is none."""
    import ibis

    if milliseconds is None:
        return ibis.null("float64")
    return (milliseconds >= 0).ifelse(milliseconds.cast("float64"), ibis.null("float64"))


def _count(column: "ir.Value | Amount | None", name: str, *, optional: bool = False) -> Field:
    """Return a whole number from 0 on."""
    import ibis

    if column is None:
        missing = ibis.null("string") if optional else ibis.literal(f"{name} are missing")
        return Field(ibis.null("int64"), missing)
    if not isinstance(column, Amount):
        number = number_of(column)
        column = Amount(number, column.notnull() & number.isnull())
    number = column.number
    good = (number >= 0) & (number <= MOST) & (number % 1 == 0)
    reason = ibis.coalesce(
        _say(column.unread, f"{name} are not a number"),
        ibis.null("string") if optional else _say(number.isnull(), f"{name} are missing"),
        _say(number < 0, f"{name} are negative"),
        _say(number.notnull() & ~good, f"{name} are not a possible whole number"),
    )
    return Field(good.ifelse(number, ibis.null("float64")).cast("int64"), reason)


def _rank(column: "ir.Value") -> Field:
    """Return a number of any sign."""
    number = number_of(column)
    return Field(number, _say(number.isnull(), "the priority is missing or not a number"))


def clock(column: "ir.Value", name: str, unit: str, *, optional: bool = False) -> Field:
    """Return microseconds since 1970; times without a zone are in the connection's."""
    import ibis

    kind = column.type()
    if kind.is_string():
        value = ibis.coalesce(_counted(column.try_cast("float64"), unit), _calendar(column))
    elif kind.is_numeric():
        value = _counted(column.cast("float64"), unit)
    else:
        value = _since_1970(column.cast("timestamp('UTC')"))
    reason = ibis.coalesce(
        ibis.null("string") if optional else _say(column.isnull(), f"{name} is missing"),
        _say(column.notnull() & value.isnull(), f"{name} cannot be read"),
        _say(~value.between(0, LATEST), f"{name} is not between 1970 and 2200"),
    )
    return Field(value, reason)


def _calendar(text: "ir.Value") -> "ir.Value":
    return _since_1970(text.try_cast("timestamp('UTC')"))


def _since_1970(moment: "ir.Value") -> "ir.Value":
    import ibis

    zero = ibis.timestamp("1970-01-01 00:00:00", timezone="UTC")
    return moment.delta(zero, unit="microsecond")


def _counted(number: "ir.Value", unit: str) -> "ir.Value":
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
