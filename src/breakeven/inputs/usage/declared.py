"""A format told by data: where each value of the normal form stands in its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from breakeven.inputs.usage.nesting import unnested
from breakeven.inputs.usage.normal import BILL, FAILED, GATEWAY, OTHER, clock, normal, say
from breakeven.inputs.usage.paths import Amount, Rows, alternatives, paths_of
from breakeven.inputs.usage.schema import keys_in, shape_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from breakeven.inputs.usage.examples import Call

SPECS = (
    "time", "end", "finished", "first_token", "model", "input", "cached", "cache_write",
    "cache_write_1h", "output", "reasoning", "requests", "latency", "ttft", "cost", "currency",
    "tier", "identity", "status", "error", "gateway_cache", "operation", "priority",
    "identified_by", "prefix_hashes",
)  # fmt: skip
AMOUNTS = ("input", "cached", "cache_write", "cache_write_1h", "output", "reasoning", "requests",
           "latency", "ttft", "cost")  # fmt: skip
GOOD = frozenset(
    {"", "ok", "success", "succeeded", "completed", "200", "null", "none", "0", "false", "{}"}
)
"""What a status says, in lower case, where a call did not fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One format. Values are specifications of `paths`; empty where the format has none."""

    name: str
    title: str
    """What people call it."""
    signature: tuple[str, ...]
    """Keys or columns by which it is recognised; `a | b` asks for one of them."""
    not_signature: tuple[str, ...] = ()
    """Keys or columns that only a sibling has."""
    nest: tuple[str, ...] = ()
    """The lists around a record in its JSON, the outermost first."""
    types: Mapping[str, str] = field(default_factory=dict)
    """DuckDB types of what is not read as text."""
    example: "Callable[[Sequence[Call]], str] | None" = None
    """Write a log of this format."""
    notes: str = ""
    """What a reader of the reference should know."""

    time: str = "timestamp"
    unit: str = ""
    """Of numeric times; told by their size where empty."""
    utc_days: bool = False
    """Whether its times are days of UTC, whatever zone is asked for."""
    timeless: bool = False
    """Whether its rows may lack a time."""
    end: str = ""
    """The end of the bucket that a row sums up."""
    bucket_seconds: float = 0.0
    """Length of such a bucket where no column says its end."""
    model: str = "model"
    input: str = ""
    cached: str = ""
    cache_write: str = ""
    cache_write_1h: str = ""
    """The part of it that is kept for an hour."""
    input_holds_cached: bool | None = True
    """Whether `input` counts cached tokens, read and written, too; None where writers differ."""
    output: str = ""
    reasoning: str = ""
    output_holds_reasoning: bool = True
    requests: str = ""
    counts_requests: bool = True
    """False where a row stands for an unknown number of requests."""
    finished: str = ""
    first_token: str = ""
    latency: str = ""
    latency_unit_ms: float = 1.0
    ttft: str = ""
    ttft_unit_ms: float = 1.0
    cost: str = ""
    cost_unit_usd: float = 1.0
    currency: str = ""
    tier: str = ""
    identity: str = ""
    """Paths, with ` + ` between them, that together tell a row from every other."""
    identified_by: str = ""
    """What a row must have for that to hold; nothing where empty."""
    status: str = ""
    good: frozenset[str] = GOOD
    error: str = ""
    """A value that stands there only where a call failed."""
    gateway_cache: str = ""
    """What says that a gateway answered from its own cache: such calls reach no model."""
    operation: str = ""
    operations: frozenset[str] = frozenset()
    """The operations, in lower case, that are requests of tokens."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """What a log can be split by."""
    priority: str = ""
    prefix_hashes: str = ""
    prefix_block_tokens: int = 0
    bill: bool = False
    """Whether its rows are lines of a bill and no traffic."""
    sparse: bool = False
    """Whether each row knows only some of the tokens."""

    @property
    def expected(self) -> str:
        """Return the columns that it needs, for people."""
        return ", ".join(one.replace(" | ", " or ") for one in self.signature)

    @property
    def paths(self) -> tuple[str, ...]:
        """Return every path that is read of a row."""
        specs = [getattr(self, name) for name in SPECS]
        return paths_of([*self.types, *specs, *self.tags.values()])

    def recognises(
        self, columns: Sequence[str], sample: Sequence[Mapping[str, Any]], /
    ) -> str | None:
        """Return why a table is of this format, None where it is not."""
        keys = {*columns, *keys_in(sample)}
        shape = shape_of(keys, self.nest)
        levels = [".".join(shape[:n]) + "." for n in range(len(shape), 0, -1)] + [""]

        def found(spec: str) -> str:
            options = (p for choice in alternatives(spec) for p in choice)
            return next((o for o in options if any(f"{at}{o}" in keys for at in levels)), "")

        seen = [found(spec) for spec in self.signature]
        if not all(seen) or any(found(spec) for spec in self.not_signature):
            return None
        inside = f" in {' of '.join(reversed(shape))}" if shape else ""
        return f"it has {', '.join(seen)}{inside}"

    def normalise(self, table: "ir.Table", *, by: str = "") -> "ir.Table":
        """Return the table in normal form, tagged with what it is to be split by."""
        rows = self.prepared(unnested(table, self.nest)).staged(*self.stages(by))
        return normal(rows.table, **self.measures(rows, by))

    def histograms(self, _table: "ir.Table") -> "ir.Table | None":
        """Return what histograms in the log say; None where the format has none."""
        return None

    def stages(self, by: str) -> tuple[list[str], list[str]]:
        """Return the specifications of values and of numbers that `measures` asks for."""
        plain = [name for name in SPECS if name not in (*AMOUNTS, "identity")]
        values = [getattr(self, name) for name in plain]
        numbers = [getattr(self, name) for name in AMOUNTS]
        return [*values, *self.identity.split(" + "), self.tags.get(by, "")], numbers

    def prepared(self, rows: Rows) -> Rows:
        """Return the rows as the specifications read them."""
        return rows

    def measures(self, rows: Rows, by: str) -> dict[str, Any]:
        """Return what `normal` is told."""
        time = self.moment(rows)
        cached, written = self.amount(rows, "cached"), self.amount(rows, "cache_write")
        thought = self.amount(rows, "reasoning")
        inputs, outputs = self.amount(rows, "input"), self.amount(rows, "output")
        if self.input_holds_cached is not True:
            inputs = self._whole_input(rows, inputs, cached, written)
        if not self.output_holds_reasoning:
            outputs = plus(outputs, thought)
        counted = self.amount(rows, "requests")
        if rows.levels:  # a bucket in which nothing was asked
            inputs, outputs, counted = (
                zero_where(rows.empty, a) for a in (inputs, outputs, counted)
            )
        return {
            "time": time,
            "end": rows.value(self.end) if self.end else None,
            "bucket_seconds": self.bucket_seconds,
            "unit": self.unit,
            "input_tokens": inputs,
            "output_tokens": outputs,
            "cached": cached,
            "cache_write": written,
            "cache_write_1h": self.amount(rows, "cache_write_1h"),
            "reasoning": thought,
            "requests": counted or (1 if self.counts_requests else None),
            "model": rows.text(self.model) if self.model else None,
            "tag": rows.text(self.tags[by]) if by in self.tags else None,
            "latency_ms": self._span(rows, time, self.latency, self.latency_unit_ms, self.finished),
            "ttft_ms": self._span(rows, time, self.ttft, self.ttft_unit_ms, self.first_token),
            "cost_usd": self.money(rows),
            "tier": rows.text(self.tier) if self.tier else None,
            "identity": self._identity(rows),
            **self._aside(rows, outputs),
            "priority": rows.value(self.priority) if self.priority else None,
            "prefix_hashes": rows.text(self.prefix_hashes) if self.prefix_hashes else None,
            "sparse": self.sparse,
            "timeless": self.timeless,
        }

    def moment(self, rows: Rows) -> "ir.Value | None":
        """Return the time of each row."""
        time = rows.value(self.time)
        if time is None or not (self.utc_days and time.type().is_string()):
            return time
        return (time.length() == 10).ifelse(time + "T00:00:00Z", time)

    def amount(self, rows: Rows, name: str) -> Amount | None:
        """Return the number that one of the format's fields stands for."""
        spec: str = getattr(self, name)
        return rows.amount(spec) if spec else None

    def money(self, rows: Rows) -> "ir.Value | None":
        """Return what a row cost in US dollars, null where it is in another currency."""
        import ibis

        found = rows.amount(self.cost) if self.cost else None
        if found is None:
            return None
        usd = found.number * self.cost_unit_usd
        currency = rows.text(self.currency) if self.currency else None
        if currency is None:
            return usd
        return (currency.upper() == "USD").ifelse(usd, ibis.null("float64"))

    def _whole_input(
        self, rows: Rows, inputs: Amount | None, cached: Amount | None, written: Amount | None
    ) -> Amount | None:
        """Return the input with its cached part, which the log counts apart.

        Where writers differ, a model whose rows ever hold more cached tokens than input counts
        them apart in all its rows.
        """
        import ibis

        whole = plus(inputs, cached, written)
        if self.input_holds_cached is False or inputs is None or whole is None:
            return whole
        beyond = (whole.number - inputs.number > inputs.number).cast("int8")
        name = rows.text(self.model)
        group = ibis.literal("") if name is None else name.fill_null("")
        apart = beyond.max().over(group_by=group) == 1
        number = apart.ifelse(whole.number, inputs.number)
        return Amount(number, inputs.unread)

    def _span(
        self, rows: Rows, time: "ir.Value | None", spec: str, unit_ms: float, until: str
    ) -> "ir.Value | None":
        """Return milliseconds: as the log says them, else between two of its times."""
        import ibis

        said = rows.amount(spec) if spec else None
        end = rows.value(until) if until else None
        options = [] if said is None else [said.number * unit_ms]
        if end is not None and time is not None:
            start = clock(time, "", self.unit).value
            options.append((clock(end, "", self.unit).value - start) / 1e3)
        return ibis.coalesce(*options) if options else None

    def _identity(self, rows: Rows) -> "ir.Value | None":
        import ibis

        parts = [rows.text(p) for p in self.identity.split(" + ") if p]
        known = [p for p in parts if p is not None]
        if not known:
            return None
        if len(known) == 1 and not self.identified_by:
            return known[0]
        joined = known[0].fill_null("")
        for part in known[1:]:
            joined = joined + "|" + part.fill_null("")
        blank = joined.replace("|", "") == ""
        if self.identified_by:
            needed = rows.text(self.identified_by)
            blank = ibis.literal(True) if needed is None else needed.isnull()
        return blank.ifelse(ibis.null("string"), joined)

    def _aside(self, rows: Rows, outputs: Amount | None) -> dict[str, "ir.Value | None"]:
        """Return why a row is no traffic, null where it is; and what is so only if it is."""
        import ibis

        options = [ibis.literal(BILL)] if self.bill else []
        if rows.levels and (time := rows.value(self.time)) is not None:
            options.append(say(rows.empty & time.isnull(), OTHER))
        if self.operation and (operation := rows.text(self.operation)) is not None:
            options.append(say(~operation.lower().isin(sorted(self.operations)), OTHER))
        if self.gateway_cache and (hit := rows.text(self.gateway_cache)) is not None:
            options.append(say(hit.lower().isin(["true", "1", "hit"]), GATEWAY))
        served = None if outputs is None else outputs.number > 0
        traffic = None if options else served
        if (bad := self.failed(rows)) is not None:
            # Where `traffic` is told, too, the word is taken only of rows without any.
            idle = None if served is None or traffic is not None else ~served.fill_null(False)
            options.append(say(bad if idle is None else idle & bad, FAILED))
        return {"aside": ibis.coalesce(*options) if options else None, "traffic": traffic}

    def failed(self, rows: Rows) -> "ir.Value | None":
        """Return whether a call failed; None where the format does not tell."""
        conditions = []
        if self.status and (status := rows.text(self.status)) is not None:
            plain = status.lower()
            http_good = plain.length().isin([3, 5]) & plain.startswith("2")
            conditions.append(~(plain.isin(sorted(self.good)) | http_good).fill_null(True))
        if self.error and (error := rows.text(self.error)) is not None:
            conditions.append(~error.lower().isin(sorted(self.good)).fill_null(True))
        if not conditions:
            return None
        result = conditions[0]
        for condition in conditions[1:]:
            result = result | condition
        return result


def plus(first: Amount | None, *others: Amount | None) -> Amount | None:
    """Return the sum of what is known; null where the first is."""
    if first is None:
        return None
    known = [o for o in others if o is not None]
    number, unread = first.number, first.unread
    for other in known:
        number, unread = number + other.number.fill_null(0.0), unread | other.unread
    return Amount(number, unread)


def zero_where(empty: "ir.Value", amount: Amount | None) -> Amount | None:
    """Return 0 where a list was empty."""
    import ibis

    if amount is None:
        return None
    return Amount(empty.ifelse(ibis.literal(0.0), amount.number), amount.unread)
