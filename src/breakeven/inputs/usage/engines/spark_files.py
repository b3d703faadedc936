"""Log files that Spark itself reads: on its workers' disks, in HDFS or in an object store."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ibis.backends.pyspark.datatypes import PySparkSchema
from ibis.backends.sql.datatypes import DuckDBType
from ibis.expr.schema import Schema

from breakeven.inputs.usage.engines.dialect import unused_name
from breakeven.inputs.usage.files import LogFile, described
from breakeven.inputs.usage.places import SUFFIXES, is_log

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

HEAD_LINES = 250


def is_file(name: str) -> bool:
    """Whether a name is that of files and not of a table: it has a slash or ends like a log."""
    return "/" in name or is_log(Path(name)) or name.lower().endswith(SUFFIXES)


def looked(connection: Any, name: str) -> LogFile:
    """Return what files are, from the first lines that Spark finds in them."""
    if ".parquet" in name.lower():
        return LogFile(path=Path(name), name=name, kind="parquet")
    lines = connection._session.read.text(name).limit(HEAD_LINES).collect()
    text = "\n".join(row[0] for row in lines)
    return described(text, path=Path(name), where=name, whole=len(lines) < HEAD_LINES)


def table_of(connection: Any, file: LogFile, columns: "Mapping[str, str]") -> "ir.Table":
    """Return files as a table; `columns` are names and DuckDB types of what is read of JSON."""
    read = connection._session.read
    if file.kind == "parquet":
        frame = read.parquet(file.name)
    elif file.kind == "csv":
        # A quoted field may hold line breaks, so a file is read whole by one worker.
        frame = read.csv(
            file.name, header=True, sep=file.delimiter, quote='"', escape='"', multiLine=True
        )
    else:
        kinds = {name: DuckDBType.from_string(kind) for name, kind in columns.items()}
        schema = PySparkSchema.from_ibis(Schema(kinds))
        frame = read.json(file.name, schema=schema, multiLine=file.kind != "jsonl")
    name = unused_name()
    frame.createOrReplaceTempView(name)
    return connection.table(name)
