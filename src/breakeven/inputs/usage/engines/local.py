"""DuckDB, in this process."""

from contextlib import suppress
from typing import Any

import duckdb
import ibis
import ibis.expr.operations as ops

from breakeven.inputs.usage.engines.dialect import unused_name
from breakeven.inputs.usage.scratch import attached, bounded


def opened(timezone: str) -> Any:
    """Return a connection in memory; times without a zone are in `timezone`."""
    made = ibis.duckdb.connect(autoinstall_known_extensions=False)
    made.raw_sql(f"SET TimeZone = '{timezone}'")
    with suppress(duckdb.Error):  # a notebook without widgets has no bar to switch off
        made.raw_sql("SET enable_progress_bar = false")  # it would be drawn into the answer
    bounded(made)
    return made


def kept(connection: Any, rows: Any, *, big: bool) -> Any:
    """Return rows as a table of the connection, in memory or on disk."""
    name = unused_name()
    catalog = attached(connection) if big else "temp"
    kind = "TABLE" if big else "TEMP TABLE"
    connection.raw_sql(f"CREATE {kind} {catalog}.main.{name} AS {connection.compile(rows)}")
    where = ops.Namespace(catalog=catalog, database="main")
    return ops.DatabaseTable(name, rows.schema(), connection, where).to_expr()  # asks no engine
