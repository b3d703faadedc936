"""The same logs in every engine."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from . import logs, servers

ENGINES = ("postgres", "clickhouse", "spark")


@pytest.fixture(scope="session")
def duckdb_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A DuckDB file with the logs: what the others are compared with."""
    return logs.load_duckdb(tmp_path_factory.mktemp("duckdb") / "logs.duckdb", logs.tables())


@pytest.fixture(scope="session", params=ENGINES)
def engine_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Another engine with the same logs, started for the tests."""
    name: str = request.param
    folder, made = tmp_path_factory.mktemp(name), logs.tables()
    with ExitStack() as stack:
        if name == "postgres":
            url = stack.enter_context(servers.postgres())
            logs.load_postgres(url, made)
        elif name == "clickhouse":
            url = stack.enter_context(servers.clickhouse(folder / "data"))
            logs.load_clickhouse(url, made, folder)
        else:
            url = stack.enter_context(servers.spark(folder / "warehouse"))
            logs.load_spark(url, made, folder)
        yield url


@pytest.fixture(scope="session")
def spark_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Spark without any table."""
    with servers.spark(Path(tmp_path_factory.mktemp("spark"))) as url:
        yield url
