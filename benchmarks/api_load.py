"""Fifty clients at once for a minute against a server that really runs: errors, waits, memory.

python -m benchmarks api_load
python -m benchmarks.api_load --seconds 60 --clients 50
"""

import argparse
import http.client
import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

WAIT_SECONDS = 300
AS_OF = "2026-11-24"
OFFERS = ("self:llama-3.1-8b@H100x1", "self:llama-3.1-8b@H100x2", "hosted:deepinfra/gpt-oss-20b")


def question(draw: random.Random) -> tuple[str, str, object]:
    """Return what one of many users asks: most of it was asked before, some of it never."""
    tokens = {"input_tokens": draw.choice((500, 1500, 4000)), "output_tokens": 200, "as_of": AS_OF}
    chance = draw.random()
    if chance < 0.10:
        return "POST", "/api/decide?top=20", {**tokens, "requests_per_day": draw.randint(1, 10**6)}
    if chance < 0.45:
        return "POST", "/api/decide?top=20", {**tokens, "requests_per_day": 20_000}
    if chance < 0.65:
        pair = {"first": "api:gpt-4o-mini", "second": draw.choice(OFFERS)}
        return "POST", "/api/cross", {**pair, **tokens, "input_tokens": draw.randint(1, 4000)}
    if chance < 0.80:
        size = {"model": "llama-3.1-8b", "gpu": draw.choice(("H100", "L4", "A100-80"))}
        return "POST", "/api/size", {**size, "context": draw.randint(1000, 30_000), "as_of": AS_OF}
    if chance < 0.90:
        return "GET", f"/api/facts?find={draw.choice(('h100', 'llama', 'gpt'))}&as_of={AS_OF}", None
    return "GET", "/healthz", None


@contextmanager
def served() -> Iterator[tuple[int, int]]:
    """Start a server on a free port; yield its port and its process."""
    command = [sys.executable, "-m", "breakeven", "serve", "--port", "0", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None:
            raise RuntimeError("no output")
        said = "".join(iter(process.stdout.readline, "}\n")) + "}"
        yield json.loads(said)["port"], process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        print(f"stopped with exit code {process.wait(timeout=60)}")


def wait_until_ready(port: int) -> None:
    """Wait until the workers have read the facts, and say how long that took."""
    start = time.monotonic()
    while True:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
            line.request("GET", "/healthz")
            if json.load(line.getresponse())["ready"]:
                break
        time.sleep(0.2)
    print(f"ready after {time.monotonic() - start:.1f} s")


def ask(port: int, draw: random.Random) -> tuple[str, int, float]:
    """Ask once; return the route, the status and the seconds."""
    method, path, body = question(draw)
    start = time.perf_counter()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_SECONDS)) as line:
        headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip"}
        line.request(method, path, json.dumps(body) if body else None, headers)
        answer = line.getresponse()
        answer.read()
    return path.partition("?")[0], answer.status, time.perf_counter() - start


def memory_mib(pid: int) -> tuple[float, float]:
    """Return the resident memory of the server and of all its workers."""
    own, workers = _resident(pid), 0.0
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        workers += _resident(int(child))
    return own, workers


def _resident(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(x.split()[1]) / 1024 for x in lines if x.startswith("VmRSS")), 0.0)


def load(port: int, pid: int, *, clients: int, seconds: float) -> list[tuple[str, int, float]]:
    """Let clients ask one question after the other; print memory as they do."""
    found: list[tuple[str, int, float]] = []
    end = time.monotonic() + seconds

    def client(number: int) -> None:
        draw = random.Random(number)  # noqa: S311 - which question comes next
        while time.monotonic() < end:
            try:
                found.append(ask(port, draw))
            except (OSError, http.client.HTTPException) as error:
                found.append((type(error).__name__, 0, 0.0))

    threads = [threading.Thread(target=client, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    while time.monotonic() < end:
        own, workers = memory_mib(pid)
        left = end - time.monotonic()
        print(f"{left:5.0f} s left {len(found):7,} answers; {own:,.0f} + {workers:,.0f} MiB")
        time.sleep(min(10.0, max(left, 0.1)))
    for thread in threads:
        thread.join()
    return found


def report(found: list[tuple[str, int, float]], *, seconds: float) -> int:
    """Print answers, waits and errors; return how many were no good answers."""
    times: dict[str, list[float]] = defaultdict(list)
    for route, _, took in found:
        times[route].append(took)
    print(f"{len(found):,} answers, {len(found) / seconds:,.0f} a second")
    for route, took in sorted(times.items()):
        took.sort()
        p99 = took[int(0.99 * (len(took) - 1))]
        print(f"{route:14}{len(took):>8,}  median {median(took):8.3f} s  p99 {p99:8.3f} s")
    print("by status:", dict(Counter(status for _, status, _ in found)))
    return sum(status != 200 for _, status, _ in found)


def main() -> int:
    """Run, and fail where one answer was none."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--clients", type=int, default=50)
    reader.add_argument("--seconds", type=float, default=60.0)
    given = reader.parse_args()
    with served() as (port, pid):
        wait_until_ready(port)
        start = time.monotonic()
        found = load(port, pid, clients=given.clients, seconds=given.seconds)
        own, workers = memory_mib(pid)
        print(f"at the end {own:,.0f} + {workers:,.0f} MiB")
        return 1 if report(found, seconds=time.monotonic() - start) else 0


if __name__ == "__main__":
    sys.exit(main())
