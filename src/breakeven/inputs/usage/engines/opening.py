"""From the word that `--engine` takes to a connection."""

from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from breakeven.domain.errors import BreakevenError, InputError, MissingExtra, UsageError

DUCKDB = "duckdb"
MODULES = {
    "postgres": "postgres",
    "postgresql": "postgres",
    "clickhouse": "clickhouse",
    "spark": "spark",
    "pyspark": "spark",
}
"""The module of each scheme; of others Ibis is asked as it is."""
EXTRAS = {"postgres": "postgres", "clickhouse": "clickhouse", "spark": "spark"}


def connect(engine: str, timezone: str) -> Any:
    """Return an Ibis connection: DuckDB in memory, or that of a URL."""
    try:
        import ibis

        if engine == DUCKDB:
            import duckdb  # noqa: F401 - Ibis would name its own extra, not ours
    except ImportError:
        raise MissingExtra("reading logs", "logs") from None
    _check_zone(timezone)
    if engine == DUCKDB:
        return _module("local").opened(timezone)
    if timezone != "UTC":
        raise UsageError("a time zone goes with files only; store times with their zone")
    scheme, known, _ = engine.partition("://")
    try:
        if known and scheme in MODULES:
            return _module(MODULES[scheme]).opened(engine)
        return ibis.connect(engine)
    except BreakevenError:
        raise
    except ImportError:
        if scheme not in MODULES:
            raise _no_engine(scheme, "its driver is not installed") from None
        raise MissingExtra(f"asking {scheme}", EXTRAS[MODULES[scheme]]) from None
    except Exception as error:
        raise _no_engine(scheme, type(error).__name__) from None


def kept(connection: Any, rows: Any, *, big: bool = False) -> Any:
    """Return rows worked out once, where the engine can keep them for the session.

    Where that is this process, `big` ones go to its disk.
    """
    if connection.name == DUCKDB:
        return _module("local").kept(connection, rows, big=big)
    name = {"pyspark": "spark"}.get(connection.name, connection.name)
    return _module(name).kept(connection, rows) if name in EXTRAS else rows


def _no_engine(scheme: str, why: str) -> InputError:
    expected = "expected duckdb, or a connection URL that Ibis knows"
    kind = scheme.split(":", 1)[0]
    return InputError(f"cannot connect to a {kind} engine ({why}); {expected}", where="--engine")


def _check_zone(timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        expected = "a name such as UTC or Europe/Berlin was expected"
        raise InputError(f"no time zone is called {timezone!r}; {expected}") from None


def _module(name: str) -> Any:
    """Return an engine's module; late, since each loads its driver."""
    return import_module(f"breakeven.inputs.usage.engines.{name}")
