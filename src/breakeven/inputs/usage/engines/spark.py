"""Spark: on this machine or on a cluster."""

import logging
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import ibis
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.base import NULL
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from pyspark.sql import SparkSession

from breakeven.inputs.usage.engines.dialect import ISO_DATE, key_of, unused_name

PLAIN = ("local", "yarn")
"""Masters that have no address."""

QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
SMALL = {"spark.sql.shuffle.partitions": "8"}
"""One machine needs no 200 parts; a setting in the URL comes before."""


class Compiler(PySparkCompiler):  # type: ignore[misc]
    """Ibis's own, without functions in Python: they would need it on every worker."""

    __slots__ = ()
    SIMPLE_OPS: ClassVar[Mapping[Any, str]] = {}  # else Ibis puts its own over the methods here

    def visit_TryCast(self, op: Any, *, arg: Any, to: Any) -> Any:  # noqa: N802 - Ibis's name
        """Read a text as a number, a time or JSON; null where it is none."""
        if to.is_json():
            return arg
        read = super().visit_TryCast(op, arg=arg, to=to)
        if to.is_timestamp() and op.arg.dtype.is_string():
            return self.if_(self.f.anon.regexp_like(arg, sge.convert(ISO_DATE)), read, NULL)
        return read

    def visit_JSONGetItem(self, op: Any, *, arg: Any, **_: Any) -> Any:  # noqa: N802
        """Return what stands at a key, as text."""
        key = key_of(op)
        path = f"$[{key}]" if isinstance(key, int) else f"$['{key}']"
        return self.f.get_json_object(arg, sge.convert(path))

    def visit_ArrayIndex(self, _: Any, *, arg: Any, index: Any) -> Any:  # noqa: N802
        """Return an item, null beyond the end: brackets would stop the query there."""
        return self.f.anon.get(arg, index)

    def visit_UnwrapJSONString(self, _: Any, *, arg: Any) -> Any:  # noqa: N802
        """Return the text itself: Spark looked it up without quotes."""
        return arg


def opened(url: str) -> Any:
    """Return the connection of spark://MASTER/DATABASE?SETTING=VALUE.

    MASTER is `local`, `local[CORES]`, `yarn`, or the host and port of a cluster's own master.
    """
    rest, _, settings = url.partition("://")[2].partition("?")
    master, _, database = rest.partition("/")
    plain = master.split("[")[0] in PLAIN
    builder = SparkSession.builder.master(master if plain else f"spark://{master}")
    own = QUIET | (SMALL if master.startswith("local") else {}) | dict(parse_qsl(settings))
    for name, value in own.items():
        builder = builder.config(name, value)
    session = builder.appName("breakeven").getOrCreate()
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)  # it quotes queries
    session.sparkContext.setLogLevel("ERROR")
    made = ibis.pyspark.connect(session)
    made.compiler = Compiler()
    if database:
        session.catalog.setCurrentDatabase(database)
    return made


def kept(connection: Any, rows: Any) -> Any:
    """Return rows that the workers keep, in memory or else on their disks."""
    name = unused_name()
    frame = connection.raw_sql(connection.compile(rows))
    frame.persist().createOrReplaceTempView(name)
    return connection.table(name)
