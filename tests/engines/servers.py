"""Engines that the tests start for themselves and stop."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NOBODY = ("postgres", "nobody")
"""Users as whom PostgreSQL may run: it refuses to run as root."""


@contextmanager
def postgres() -> Iterator[str]:
    """Start a private PostgreSQL on a socket of its own folder, and yield its URL."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    programs = _postgres_programs()
    folder = Path(tempfile.mkdtemp(prefix="breakeven-pg-"))
    user = _user(folder)

    def run(program: str, *words: str) -> None:
        as_user = ["runuser", "-u", user, "--"] if user else []
        command = [*as_user, str(programs / program), *words]
        # Its output goes to a file: a server that was started holds a pipe open for ever.
        with (folder / "tests.log").open("ab") as log:
            subprocess.run(command, check=True, cwd=folder, stdout=log, stderr=log, timeout=120)

    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    data = str(folder / "data")
    try:
        run("initdb", "-D", data, "-A", "trust", "-U", "tester", "--no-sync", "-E", "UTF8")
        run("pg_ctl", "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield f"postgres://tester@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        pytest.skip("PostgreSQL's initdb is not installed")
    return (found[-1] if found else Path(str(on_path))).parent


def _user(folder: Path) -> str:
    """Return as whom to run, who then owns the folder; nobody else where the tests are not root."""
    if os.geteuid() != 0:
        return ""
    for name in NOBODY:
        try:
            shutil.chown(folder, name)
        except LookupError:
            continue
        return name
    pytest.skip("PostgreSQL does not run as root, and there is no other user")


@contextmanager
def spark(folder: Path) -> Iterator[str]:
    """Start Spark in this process, with its tables in a folder, and yield its URL."""
    pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Java is not installed")
    settings = (
        f"spark.sql.warehouse.dir={folder}",
        f"spark.local.dir={folder}",
        "spark.sql.shuffle.partitions=2",
        "spark.driver.bindAddress=127.0.0.1",
        "spark.driver.host=127.0.0.1",
    )
    try:
        yield f"spark://local[2]?{'&'.join(settings)}"
    finally:
        if session := pyspark.sql.SparkSession.getActiveSession():
            session.stop()


@contextmanager
def clickhouse(folder: Path) -> Iterator[str]:
    """Start ClickHouse in this process, as chDB has it, and yield its URL."""
    pytest.importorskip("clickhouse_connect", reason="clickhouse-connect is not installed")
    pytest.importorskip("chdb", reason="chdb is not installed")
    yield f"clickhouse://localhost/default?interface=chdb&path={folder}"
