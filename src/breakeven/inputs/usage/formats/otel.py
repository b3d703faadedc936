"""Spans of OpenTelemetry's GenAI conventions: OTLP JSON lines, and spans with plain attributes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import Call, iso
from breakeven.inputs.usage.normal import OTHER, say
from breakeven.inputs.usage.paths import Amount, Rows
from breakeven.inputs.usage.rendering import json_lines

if TYPE_CHECKING:
    import ibis.expr.types as ir

LIST = (
    'STRUCT("key" VARCHAR, "value" STRUCT("stringValue" VARCHAR, "intValue" VARCHAR,'
    ' "doubleValue" VARCHAR))[]'
)
USAGE = "gen_ai.usage."
NAMES = {
    "model": ("gen_ai.request.model", "gen_ai.response.model"),
    "input": (f"{USAGE}input_tokens", f"{USAGE}prompt_tokens"),
    "cached": (f"{USAGE}cache_read.input_tokens", f"{USAGE}cache_read_input_tokens"),
    "cache_write": (f"{USAGE}cache_creation.input_tokens", f"{USAGE}cache_creation_input_tokens"),
    "output": (f"{USAGE}output_tokens", f"{USAGE}completion_tokens"),
    "reasoning": (f"{USAGE}reasoning.output_tokens",),
    "ttft": ("gen_ai.response.time_to_first_chunk",),
    "error": ("error.type",),
    "operation": ("gen_ai.operation.name",),
}
"""Attributes, the present names before the deprecated ones."""
SERVICE = "service.name"
OPERATIONS = frozenset({"chat", "text_completion", "generate_content"})
COLUMN = "attribute:"
"""Before the name of an attribute that was made a column."""


def attributes(call: Call) -> dict[str, Any]:
    """Return the attributes of a call's span."""
    found: dict[str, Any] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": call.model,
    }
    if not call.ok:
        return found | {"error.type": "429"}
    return found | {
        "gen_ai.usage.input_tokens": call.input,
        "gen_ai.usage.output_tokens": call.output,
        "gen_ai.usage.cache_read.input_tokens": call.cached,
        "gen_ai.usage.cache_creation.input_tokens": call.written,
        "gen_ai.usage.reasoning.output_tokens": call.reasoning,
        "gen_ai.response.time_to_first_chunk": call.ttft_ms / 1e3,
    }


def otlp_example(calls: Sequence[Call]) -> str:
    """Write one export a line; each holds the call and the HTTP request around it."""
    return json_lines(_export(call) for call in calls)


def _export(call: Call) -> dict[str, Any]:
    times = {"startTimeUnixNano": _nanos(call.at), "endTimeUnixNano": _nanos(call.done)}
    ids = {"traceId": f"{call.number:032x}"}
    around = {**ids, "spanId": f"{call.number:015x}1", "name": "POST /chat", **times}
    span = {
        **ids,
        "spanId": f"{call.number:015x}2",
        "name": f"chat {call.model}",
        **times,
        "attributes": _listed(attributes(call)),
        "status": {} if call.ok else {"code": 2},
    }
    scope = {"scope": {"name": "openai"}, "spans": [around, span]}
    resource = {"attributes": _listed({SERVICE: call.team})}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [scope]}]}


def _nanos(time: Any) -> str:
    return str(round(time.timestamp() * 1e3) * 1_000_000)


def _listed(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    kinds = {int: "intValue", float: "doubleValue", str: "stringValue"}
    return [
        {"key": key, "value": {kinds[type(v)]: str(v) if isinstance(v, int) else v}}
        for key, v in values.items()
    ]


def spans_example(calls: Sequence[Call]) -> str:
    """Write one span a line, as an exporter to the console does."""
    return json_lines(
        {
            "name": f"chat {call.model}",
            "context": {
                "trace_id": f"0x{call.number:032x}",
                "span_id": f"0x{call.number:016x}",
            },
            "start_time": iso(call.at),
            "end_time": iso(call.done),
            "status": {"status_code": "UNSET" if call.ok else "ERROR"},
            "attributes": attributes(call),
            "resource": {"attributes": {SERVICE: call.team}},
        }
        for call in calls
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans(Declared):
    """Spans of which only calls of a model are traffic."""

    def measures(self, rows: Rows, by: str) -> dict[str, Any]:
        """Return what `normal` is told; what names neither tokens nor a model is set aside."""
        import ibis

        found = Declared.measures(self, rows, by)
        known = [self._known(found[name]) for name in ("input_tokens", "output_tokens", "model")]
        nothing = ibis.literal(True)
        for one in known:
            nothing = nothing & ~one
        options = [o for o in (found["aside"], say(nothing, OTHER)) if o is not None]
        return found | {"traffic": None, "aside": ibis.coalesce(*options)}

    def _known(self, value: "Amount | ir.Value | None") -> "ir.Value":
        import ibis

        if value is None:
            return ibis.literal(False)
        return value.number.notnull() if isinstance(value, Amount) else value.notnull()


@dataclass(frozen=True, slots=True, kw_only=True)
class Otlp(Spans):
    """Spans whose attributes are lists of keys and values."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Return what is read of a span; attributes are read as lists."""
        own: tuple[str, ...] = Declared.paths.fget(self)  # type: ignore[attr-defined]
        return tuple(path for path in own if not path.startswith(COLUMN))

    def prepared(self, rows: Rows) -> Rows:
        """Return the rows with a column for each attribute that is read."""
        span = rows.table[rows.levels[0]]["attributes"] if rows.levels else rows.table["attributes"]
        wanted = {name: span for names in NAMES.values() for name in names}
        base = rows.table[rows.levels[-1]] if rows.levels else rows.table
        if "resource" in getattr(base, "names", getattr(base, "columns", ())):
            wanted[SERVICE] = base["resource"]["attributes"]
        columns = {f"{COLUMN}{name}": _attribute(of, name) for name, of in wanted.items()}
        return Rows(table=rows.table.mutate(**columns), levels=rows.levels)


def _attribute(pairs: "ir.Value", name: str) -> "ir.Value":
    import ibis

    value = pairs.filter(lambda pair: pair["key"] == name)[0]["value"]
    names = [n for n in ("stringValue", "intValue", "doubleValue") if n in value.type().names]
    return ibis.coalesce(*(value[name].cast("string") for name in names))


def _specs(*prefixes: str) -> dict[str, Any]:
    """Return where each value stands if attributes stand under some prefixes."""
    return {
        field: " | ".join(f"{prefix}{name}" for prefix in prefixes for name in names)
        for field, names in NAMES.items()
    }


SHARED: dict[str, Any] = {
    "input_holds_cached": None,
    "ttft_unit_ms": 1e3,
    "operations": OPERATIONS,
}
OTLP = Otlp(
    name="otlp",
    title="OpenTelemetry GenAI spans, OTLP JSON lines",
    signature=("startTimeUnixNano", "spanId", "traceId"),
    nest=("resourceSpans", "scopeSpans", "spans"),
    types={"attributes": LIST, "resource.attributes": LIST},
    time="startTimeUnixNano",
    unit="ns",
    finished="endTimeUnixNano",
    identity="traceId + spanId",
    status="status.code",
    good=frozenset({"", "0", "1", "status_code_ok", "status_code_unset"}),
    tags={"service": f"{COLUMN}{SERVICE}"},
    notes="spans of agents and of everything else are set aside; input includes cached tokens,"
    " unless a model's spans hold more cached tokens than input",
    example=otlp_example,
    **_specs(COLUMN),
    **SHARED,
)
FLAT = ("attributes.", "SpanAttributes.", "")
SPANS = Spans(
    name="otel_spans",
    title="OpenTelemetry GenAI spans with plain attributes",
    signature=(
        "start_time | startTime | Timestamp",
        " | ".join(
            [
                *(f"{p}{n}" for p in FLAT for n in ("gen_ai.request.model", *NAMES["input"])),
                "SpanAttributes",
            ]
        ),
    ),
    time="start_time | startTime | Timestamp",
    finished="end_time | endTime",
    identity="context.trace_id + context.span_id + TraceId + SpanId",
    status="status.status_code | StatusCode",
    good=frozenset({"", "ok", "unset", "status_code_ok", "status_code_unset"}),
    tags={"service": f"resource.attributes.{SERVICE} | ServiceName"},
    notes="as OTLP; attributes as one object, or as columns",
    example=spans_example,
    **_specs(*FLAT),
    **SHARED,
)
