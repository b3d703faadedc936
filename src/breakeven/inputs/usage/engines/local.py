"""DuckDB, in this process."""

from contextlib import suppress
from typing import Any

import duckdb
import ibis

from breakeven.inputs.usage.engines.dialect import unused_name


def opened(timezone: str) -> Any:
    """Return a connection in memory; times without a zone are in `timezone`."""
    made = ibis.duckdb.connect(autoinstall_known_extensions=False)
    made.raw_sql(f"SET TimeZone = '{timezone}'")
    with suppress(duckdb.Error):  # a notebook without widgets has no bar to switch off
        made.raw_sql("SET enable_progress_bar = false")  # it would be drawn into the answer
    return made


def kept(connection: Any, rows: Any) -> Any:
    """Return rows as a table of the connection."""
    return connection.create_table(unused_name(), rows, temp=True)
