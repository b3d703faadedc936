"""Bounds of what DuckDB holds in memory, and the folder for what does not fit."""

import os
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import Any
from uuid import uuid4

BYTES = 1_000_000_000
"""What DuckDB may hold, for up to THREADS threads."""
THREADS = 4
BIG = 256 * 1024 * 1024
"""Bytes of files beyond which their rows are kept on disk."""
KEPT = "kept"
"""The database on disk."""


def bounded(connection: Any) -> None:
    """Bound what a DuckDB connection holds in memory; the rest goes to a folder of its own."""
    share = max(1.0, (os.cpu_count() or 1) / THREADS)
    folder = Path(tempfile.gettempdir()) / f"breakeven-{uuid4().hex}"
    connection.raw_sql(f"SET memory_limit = '{int(BYTES * share)}B'")
    connection.raw_sql(f"SET temp_directory = {literal(str(folder))}")  # made once it is needed


def unbounded(connection: Any) -> None:
    """Let DuckDB hold what the machine has: one JSON document must be held whole."""
    connection.raw_sql("RESET memory_limit")


def attached(connection: Any) -> str:
    """Return the name of a database on disk that goes when the connection does."""
    names = connection.raw_sql("SELECT database_name FROM duckdb_databases()").fetchall()
    if (KEPT,) not in names:
        [(said,)] = connection.raw_sql("SELECT current_setting('temp_directory')").fetchall()
        folder = Path(said)
        folder.mkdir(parents=True, exist_ok=True)
        weakref.finalize(connection, shutil.rmtree, folder, ignore_errors=True)
        connection.raw_sql(f"ATTACH {literal(str(folder / 'rows.duckdb'))} AS {KEPT}")
    return KEPT


def literal(text: str) -> str:
    """Return text as SQL has it.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"
