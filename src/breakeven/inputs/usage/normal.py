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
| why                 | null where the row counts: else why it is no traffic though it is     |
|                     | fine (a word of ASIDE), or why it is refused (any other text)         |
| aside               | the part of `why` that is a word of ASIDE                             |
| plain               | true only where the row counts, and cheap to work out                 |
| served              | whether the row gave any output; if not, `aside` mostly says why      |
| priority            | what is served first, lower before higher                             |
| prefix_hashes       | hashes of the prompt's blocks in order, as text                       |

All but the time are null where they are not known, the time too where a format says so. `plain` and
`served` are null in all rows of a format of which nothing cheap is known. The last two (SIMULATED)
concern the simulator alone and are read for nobody else.
"""

from functools import reduce
from operator import add, and_
from typing import TYPE_CHECKING, Any, NamedTuple

from breakeven.inputs.usage.clocks import since_1970
from breakeven.inputs.usage.paths import Amount, number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import ibis.expr.types as ir

MICROSECONDS = 1_000_000
LATEST = 7_258_118_400 * MICROSECONDS
"""The year 2200: a later time is a mistake."""
MOST = 10**15
"""More tokens than any row can hold."""
SIMULATED = ("priority", "prefix_hashes")
SEEN = ("aside", "plain", "served")
"""What spares a look at `why`, and is not kept where that is."""
JUDGED = ("why", *SEEN)
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
    fine: "ir.Value | None" = None
    """True only where there is no reason, and cheap to work out; None where there never is one."""


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
    traffic: "ir.Value | None" = None,
    priority: "ir.Value | None" = None,
    prefix_hashes: "ir.Value | None" = None,
    unit: str = "",
    sparse: bool = False,
    timeless: bool = False,
) -> "ir.Table":
    """Return a table in normal form; `unit` is that of numeric times, guessed where empty.

    Of a `sparse` log each row knows only some of the tokens; a `timeless` one may lack times.
    `traffic` is true only where `aside` is null, and cheap to work out.
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
    blank = _all_null(time, input_tokens, output_tokens)
    parts = [f.value for f, told in ((held, cached), (written, cache_write)) if told is not None]
    too_many, within = _beyond(parts, inputs.value)
    length: Any = bucket_seconds
    if isinstance(length, float):
        length = ibis.literal(round(length)).cast("float64")  # Postgres takes 0.0 for a decimal
    if end is not None:
        length = ibis.coalesce((until.value - at.value) / MICROSECONDS, length)
    ends = [] if end is None else [until]
    fields = [at, inputs, outputs, held, written, lasting, thought, many, *ends, rank]
    late = None if end is None else until.value < at.value
    why = ibis.coalesce(
        _say(blank, "the row cannot be read"),
        *(field.reason for field in fields),
        _say(too_many, "more cached tokens than input tokens"),
        *([] if late is None else [_say(late, "the bucket ends before it starts")]),
    )
    known = [ibis.literal(True) if time is None else at.fine, *(f.fine for f in fields[1:])]
    unlike = [
        within,
        _not(late),
        ~blank if timeless or sparse else None,
    ]
    fine = _all([*known, *unlike])
    none, plain, served = ibis.null("string"), fine, ibis.null("boolean")
    if aside is None:
        why = fine.ifelse(none, why)
    elif traffic is None:
        why, plain = ibis.coalesce(aside, fine.ifelse(none, why)), served
    else:  # most rows count, and that is seen at once: words are looked for in the others alone
        plain, served = fine & traffic, traffic
        aside = traffic.ifelse(none, aside)
        why = plain.ifelse(none, ibis.coalesce(aside, why))
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
        cost_usd=_money(cost_usd),
        tier=_words(tier),
        id=_words(identity),
        why=why,
        aside=none if aside is None else aside,
        plain=plain,
        served=served,
        priority=rank.value,
        prefix_hashes=_words(prefix_hashes),
    )


def _beyond(parts: "Sequence[ir.Value]", whole: "ir.Value") -> "tuple[ir.Value, ir.Value | None]":
    """Return whether parts exceed their whole, and whether they surely do not (None: no parts)."""
    import ibis

    if not parts:
        return ibis.literal(False), None
    if len(parts) == 1:  # cheaper than to take it for 0 where it is null
        return parts[0] > whole, parts[0].isnull() | (parts[0] <= whole)
    beyond = reduce(add, [part.fill_null(0) for part in parts]) > whole
    return beyond, ~beyond


def say(condition: "ir.Value", word: str) -> "ir.Value":
    """Return a word where a condition holds, null elsewhere."""
    import ibis

    return condition.ifelse(ibis.literal(word), ibis.null("string"))


_say = say


def _words(column: "ir.Value | None") -> "ir.Value":
    import ibis
    import ibis.expr.operations as ops

    if column is None:
        return ibis.null("string")
    return column if isinstance(column.op(), ops.NullIf) else column.cast("string").nullif("")


def set_aside(why: "ir.Value") -> "ir.Value":
    """Return whether rows are fine but no traffic."""
    words: ir.Value = why.isin(list(ASIDE))
    return words


def refused(why: "ir.Value") -> "ir.Value":
    """Return whether rows are refused."""
    others: ir.Value = why.notnull() & ~why.isin(list(ASIDE))
    return others


def _nothing(kind: str) -> Field:
    import ibis

    return Field(ibis.null(kind), ibis.null("string"))


def _not(condition: "ir.Value | None") -> "ir.Value | None":
    return None if condition is None else ~condition


def _all(conditions: "Iterable[ir.Value | None]") -> "ir.Value":
    known = [condition for condition in conditions if condition is not None]
    result: ir.Value = reduce(and_, known)
    return result


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
    possible = (milliseconds >= 0) & (milliseconds <= MOST)
    return possible.ifelse(milliseconds.cast("float64"), ibis.null("float64"))


def _money(usd: "ir.Value | None") -> "ir.Value":
    """Return dollars, null where they are not a number."""
    import ibis

    if usd is None:
        return ibis.null("float64")
    return (usd.abs() <= MOST).ifelse(usd.cast("float64"), ibis.null("float64"))


def _count(column: "ir.Value | Amount | None", name: str, *, optional: bool = False) -> Field:
    """Return a whole number from 0 on."""
    import ibis

    if column is None:
        missing = ibis.null("string") if optional else ibis.literal(f"{name} are missing")
        fine = None if optional else ibis.literal(False)
        return Field(ibis.null("int64"), missing, fine)
    if not isinstance(column, Amount):
        number = number_of(column)
        column = Amount(number, column.notnull() & number.isnull())
    number = column.number
    kind = number.type()
    whole, small = kind.is_integer(), kind.is_integer() and kind.nbytes < 8
    good = number >= 0 if small else (number >= 0) & (number <= MOST)
    good = good if whole else good & (number % 1 == 0)
    reason = ibis.coalesce(
        _say(column.unread, f"{name} are not a number"),
        ibis.null("string") if optional else _say(number.isnull(), f"{name} are missing"),
        _say(number < 0, f"{name} are negative"),
        _say(number.notnull() & ~good, f"{name} are not a possible whole number"),
    )
    fine = number.isnull() | good if optional and whole else good
    if optional and not whole:
        fine = (number.isnull() & ~column.unread) | good
    value = number if small else good.ifelse(number, ibis.null(kind))
    return Field(value.cast("int64"), reason, fine)


def _rank(column: "ir.Value") -> Field:
    """Return a number of any sign."""
    number = number_of(column)
    missing = _say(number.isnull(), "the priority is missing or not a number")
    return Field(number, missing, number.notnull())


def clock(column: "ir.Value", name: str, unit: str, *, optional: bool = False) -> Field:
    """Return microseconds since 1970; times without a zone are in the connection's."""
    import ibis

    kind = column.type()
    if kind.is_string():
        value = ibis.coalesce(_counted(column.try_cast("float64"), unit), _calendar(column))
    elif kind.is_numeric():
        value = _counted(column.cast("float64"), unit)
    else:
        value = since_1970(column)
    reason = ibis.coalesce(
        ibis.null("string") if optional else _say(column.isnull(), f"{name} is missing"),
        _say(column.notnull() & value.isnull(), f"{name} cannot be read"),
        _say(~value.between(0, LATEST), f"{name} is not between 1970 and 2200"),
    )
    fine = value.between(0, LATEST)
    return Field(value, reason, fine | column.isnull() if optional else fine)


def _calendar(text: "ir.Value") -> "ir.Value":
    return since_1970(text.try_cast("timestamp('UTC')"))


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
