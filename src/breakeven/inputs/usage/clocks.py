"""Times as microseconds since 1970, at the speed of the engine."""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir

DUCKDB = "duckdb"


def since_1970(moment: "ir.Value") -> "ir.Value":
    """Return microseconds since 1970 of a time with a zone."""
    import ibis

    if _engine_of(moment) == DUCKDB:  # whose difference of two times takes fifty times as long
        return _functions()["epoch_us"](moment)
    zero = ibis.timestamp("1970-01-01 00:00:00", timezone="UTC")
    return moment.delta(zero, unit="microsecond")


def zoned(connection: Any, table: "ir.Table") -> "ir.Table":
    """Return a table of DuckDB whose times without a zone are those of UTC, where that is its own.

    It would look each of them up in a calendar.
    """
    [(zone,)] = connection.raw_sql("SELECT current_setting('TimeZone')").fetchall()
    naive = [
        name
        for name, kind in table.schema().items()
        if kind.is_timestamp() and kind.timezone is None
    ]
    if zone != "UTC" or not naive:
        return table
    made = _functions()
    return table.mutate(
        **{n: made["make_timestamptz"](made["epoch"](table[n].cast("timestamp"))) for n in naive}
    )


def _engine_of(value: "ir.Value") -> str:
    from ibis.common.exceptions import IbisError

    try:
        return str(value.get_backend().name)
    except IbisError:  # a table of no engine yet
        return ""


@cache
def _functions() -> dict[str, Any]:
    """Return functions that DuckDB has beside those that all engines have."""
    from ibis.expr import datatypes as dt
    from ibis.expr.operations.udf import scalar

    zoned_time, plain = dt.Timestamp(timezone="UTC"), dt.timestamp

    @scalar.builtin(signature=((zoned_time,), dt.int64))
    def epoch_us(_moment):  # type: ignore[no-untyped-def]
        """Return microseconds since 1970."""

    @scalar.builtin(name="epoch_us", signature=((plain,), dt.int64))
    def epoch(_moment):  # type: ignore[no-untyped-def]
        """Return the same of a time without a zone."""

    @scalar.builtin(signature=((dt.int64,), zoned_time))
    def make_timestamptz(_microseconds):  # type: ignore[no-untyped-def]
        """Return a time."""

    return {"epoch_us": epoch_us, "epoch": epoch, "make_timestamptz": make_timestamptz}
