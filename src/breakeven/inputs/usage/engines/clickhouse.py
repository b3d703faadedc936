"""ClickHouse, and what speaks as it does."""

from collections.abc import Mapping
from typing import Any, ClassVar

import ibis
import ibis.expr.operations as ops
import sqlglot.expressions as sge
from clickhouse_connect.driver.exceptions import DatabaseError
from ibis.backends.sql.compilers.base import NULL
from ibis.backends.sql.compilers.clickhouse import ClickHouseCompiler

from breakeven.inputs.usage.engines.dialect import ISO_DATE, key_of, unused_name

REFUSED = ("ACCESS_DENIED", "READONLY")
SETTINGS = {
    "enable_positional_arguments": 0,  # GROUP BY 0 is a value and no column
    "session_timezone": "UTC",
}


class Compiler(ClickHouseCompiler):  # type: ignore[misc]
    """Ibis's own, but exact: its counts and quantiles are estimates."""

    __slots__ = ()
    SIMPLE_OPS: ClassVar[Mapping[Any, str]] = {ops.CountDistinct: "uniqExact"}

    def visit_Quantile(  # noqa: N802 - Ibis's name, as are the others
        self, _: Any, *, arg: Any, quantile: Any, where: Any
    ) -> Any:
        """Interpolate between the two nearest values, as SQL's percentile_cont does."""
        return self._visit_quantile("quantileExactInclusive", arg, quantile, where)

    def visit_Cast(self, op: Any, *, arg: Any, to: Any) -> Any:  # noqa: N802
        """Give null where a number is none that an integer can hold: infinity stops a query."""
        if to.is_integer() and op.arg.dtype.is_floating():
            return self.f.accurateCastOrNull(self.f.trunc(arg), self.type_mapper.to_string(to))
        if to.is_timestamp() and to.scale is None:
            return self.f.toDateTime64(arg, 6, "UTC")  # else the fractions of seconds are lost
        return super().visit_Cast(op, arg=arg, to=to)

    def visit_TryCast(self, op: Any, *, arg: Any, to: Any) -> Any:  # noqa: N802
        """Read a text as a number, a time or JSON; null where it is none."""
        if not op.arg.dtype.is_string():
            return super().visit_TryCast(op, arg=arg, to=to)
        if to.is_json():
            return self.if_(self.f.isValidJSON(arg), arg, NULL)
        if to.is_timestamp():
            read = self.f.parseDateTime64BestEffortOrNull(arg, 6, "UTC")
            return self.if_(self.f.match(arg, ISO_DATE), read, NULL)
        return self.f.toFloat64OrNull(self.f.trimBoth(arg))

    def visit_JSONGetItem(self, op: Any, *, arg: Any, **_: Any) -> Any:  # noqa: N802
        """Return what stands at a key, as text."""
        key = key_of(op)
        place = sge.convert(key + 1 if isinstance(key, int) else key)
        return self.f.nullIf(self.f.JSONExtractRaw(self.f.toString(arg), place), "")

    def visit_UnwrapJSONString(self, _: Any, *, arg: Any) -> Any:  # noqa: N802
        """Return a text without its quotes, null where something else stands there."""
        is_text = self.f.startsWith(self.f.toString(arg), '"')
        return self.if_(is_text, self.f.JSONExtractString(arg), NULL)


def opened(url: str) -> Any:
    """Return the connection of a URL."""
    made = ibis.connect(url)
    made.compiler = Compiler()
    for name, value in SETTINGS.items():
        made.con.set_client_setting(name, value)
    return made


def kept(connection: Any, rows: Any) -> Any:
    """Return rows as a table of the session; as they are where none may be made."""
    name = unused_name()
    made = f"CREATE TEMPORARY TABLE `{name}` ENGINE = MergeTree ORDER BY tuple() AS "
    try:
        connection.raw_sql(made + connection.compile(rows))
    except DatabaseError as error:
        if any(word in str(error) for word in REFUSED):
            return rows
        raise
    return connection.table(name)
