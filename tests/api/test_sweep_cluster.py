"""The same rows from one process, from several, and from a cluster that loses a worker."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import breakeven as be

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.filterwarnings("ignore"),  # of other people's servers
]
DAY = "2026-11-24"
BASE = """
[workload]
requests_per_day = 1000
input_tokens = 1000
output_tokens = 200
[models]
only = ["llama-3.1-8b", "gpt-4o-mini"]
"""
SWEEP = """
scenario = "base.toml"
[axes]
workload.requests_per_day = [1e4, 1e5, 1e6, 1e7, 1e8]
workload.output_tokens = [100, 800]
"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sweep")
    (folder / "base.toml").write_text(BASE)
    (folder / "sweep.toml").write_text(SWEEP)
    return folder / "sweep.toml"


@pytest.fixture(scope="module")
def here(asked: Path) -> bytes:
    out = asked.parent / "here.csv"
    be.sweep(asked, output=out, samples=32, as_of=DAY)
    return out.read_bytes()


@pytest.fixture
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as started:
        yield started


def workers_of(cluster: Any) -> list[int]:
    from distributed import Client

    with Client(cluster.scheduler_address, set_as_default=False) as client:
        return list(client.run(os.getpid).values())


def test_processes_say_the_same(asked: Path, here: bytes) -> None:
    out = asked.parent / "processes.csv"
    be.sweep(asked, output=out, samples=32, as_of=DAY, workers=2)
    assert out.read_bytes() == here


def test_a_killed_process_loses_nothing(asked: Path, here: bytes) -> None:
    psutil = pytest.importorskip("psutil")
    out, killed = asked.parent / "killed-process.csv", []

    def kill(done: int, total: int) -> None:
        if done != 2 or killed:
            return
        for process in psutil.Process().children():
            if any("popen_loky" in word for word in process.cmdline()):
                process.kill()
                killed.append(process.pid)
                return

    be.sweep(asked, output=out, samples=32, as_of=DAY, workers=2, progress=kill)
    assert killed
    assert out.read_bytes() == here


def test_a_cluster_says_the_same(asked: Path, here: bytes, cluster: Any) -> None:
    out = asked.parent / "cluster.csv"
    be.sweep(asked, output=out, samples=32, as_of=DAY, cluster=cluster.scheduler_address)
    assert out.read_bytes() == here


def test_a_killed_worker_loses_nothing(asked: Path, here: bytes, cluster: Any) -> None:
    out, killed = asked.parent / "killed-worker.csv", []
    pids = workers_of(cluster)

    def kill(done: int, total: int) -> None:
        if done == 2 and not killed:
            os.kill(pids[0], signal.SIGKILL)
            killed.append(pids[0])

    address = cluster.scheduler_address
    found = be.sweep(asked, output=out, samples=32, as_of=DAY, cluster=address, progress=kill)
    assert killed
    assert len(found.rows) == 10
    assert out.read_bytes() == here
