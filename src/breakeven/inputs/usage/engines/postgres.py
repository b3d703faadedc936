"""PostgreSQL, such as the database of LiteLLM."""

from contextlib import suppress
from typing import Any

import ibis
import psycopg
import psycopg.errors
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.postgres import PostgresCompiler

from breakeven.inputs.usage.engines.dialect import ISO_DATE, key_of, unused_name

KINDS = {"float64": "float8", "timestamp": "timestamptz", "json": "jsonb"}
"""What texts are read as, and the types of PostgreSQL for it."""
# Volatile, as it is unless it is said: else the planner would copy its calls a thousandfold.
TRY = """CREATE OR REPLACE FUNCTION pg_temp.breakeven_{kind}(said text) RETURNS {kind}
LANGUAGE plpgsql STRICT AS $$
BEGIN
  RETURN CASE WHEN {possible} THEN said::{kind} END;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END $$"""
POSSIBLE = {"timestamptz": f"said ~ '{ISO_DATE}'"}


class Compiler(PostgresCompiler):  # type: ignore[misc]
    """Ibis's own, with casts that give null where a text cannot be read."""

    __slots__ = ()

    def visit_TryCast(self, op: Any, *, arg: Any, to: Any) -> Any:  # noqa: N802 - Ibis's name
        """Read a text by a function of the session: SQL has no such cast."""
        kind = KINDS.get("timestamp" if to.is_timestamp() else str(to))
        if kind is None or not op.arg.dtype.is_string():
            return self.visit_Cast(op, arg=arg, to=to)
        return self.f.anon[f"pg_temp.breakeven_{kind}"](arg)

    def visit_JSONGetItem(self, op: Any, *, arg: Any, **_: Any) -> Any:  # noqa: N802
        """Take keys as they are, dots included."""
        return self.f.jsonb_extract_path(sge.cast(arg, "jsonb"), sge.convert(str(key_of(op))))

    def json_typeof(self, _: Any, arg: Any) -> Any:
        """Say what stands in JSON, which is binary wherever it was looked up."""
        return self.f.jsonb_typeof(sge.cast(arg, "jsonb"))

    def json_extract_path_text(self, _: Any, arg: Any, *rest: Any) -> Any:
        """Return what stands in JSON as text."""
        everything = rest or (sge.Var(this="VARIADIC ARRAY[]::text[]"),)
        return self.f.jsonb_extract_path_text(sge.cast(arg, "jsonb"), *everything)


def opened(url: str) -> Any:
    """Return the connection of a URL."""
    made = ibis.connect(url)
    made.compiler = Compiler()
    with suppress(psycopg.Error):  # a standby makes no functions: columns there must have types
        for kind in KINDS.values():
            made.raw_sql(TRY.format(kind=kind, possible=POSSIBLE.get(kind, "true"))).close()
        made.con.commit()
    made.con.rollback()
    return made


def kept(connection: Any, rows: Any) -> Any:
    """Return rows as a table of the session; as they are where none may be made."""
    name = unused_name()
    made = f'CREATE TEMPORARY TABLE "{name}" AS {connection.compile(rows)}'
    try:
        connection.raw_sql(made).close()
    except (psycopg.errors.ReadOnlySqlTransaction, psycopg.errors.InsufficientPrivilege):
        connection.con.rollback()
        return rows
    connection.con.commit()
    return connection.table(name)
