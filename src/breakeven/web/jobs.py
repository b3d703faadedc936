"""What a worker does: call the library, and hand back an answer's bytes or a refusal.

Exceptions stay here, as words: what crosses from one process to another is plain.
"""

import gzip
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from breakeven.domain.errors import BreakevenError, NothingFeasible, mistake
from breakeven.web.errors import WorkerLost, status_of

T = TypeVar("T")
JSON = "application/json"
MEDIA: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
    "json": JSON,
}
"""Of a report's files, by their ending."""
NO_MEMORY = "the answer needs more memory than a worker may use; ask with fewer samples or months"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Bytes, gzipped, and what they are."""

    packed: bytes
    media_type: str = JSON
    status: int = 200
    file_name: str = ""
    """Under which a browser may keep it."""
    kind: str = ""
    """Of a refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a worker may use."""

    memory_bytes: int
    jobs: int
    folder: str
    """Empty, and where workers are: no name that they are told is a file's."""


class Last(SystemExit):
    """A job's result, in the worker's last words: AnyIO's workers end after a SystemExit."""


class _State:
    """What a worker knows of itself."""

    jobs = 0


def in_worker(limits: Limits, job: Callable[..., T], args: tuple[object, ...]) -> T:
    """Do a job inside a worker, which ends after its last one."""
    if not _State.jobs:
        _settle(limits)
    _State.jobs += 1
    found = job(*args)
    if _State.jobs >= limits.jobs:
        raise Last(found)
    return found


def _settle(limits: Limits) -> None:
    """Give a new worker its memory limit and its folder."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to hear.
    os.chdir(limits.folder)
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (limits.memory_bytes, limits.memory_bytes))


def warm(facts: str | None) -> None:
    """Import and read what an answer needs."""
    from breakeven import api

    api.decide(
        requests_per_day=1000.0, input_tokens=1000.0, output_tokens=200.0, samples=1, facts=facts
    )


def ask(verb: str, arguments: Mapping[str, Any], top: int | None = None) -> Answer:
    """Call a verb of the library; the answer is the command line's JSON.

    `top` keeps that many options of a decision.
    """
    return answered(lambda: _result(verb, arguments, top))


def know(verb: str, word: str, as_of: date | None, facts: str | None) -> Answer:
    """Look facts up."""

    def found() -> dict[str, Any]:
        from breakeven import api

        data = getattr(api, verb)(word, as_of=as_of, facts=facts)
        return {"facts": data} if isinstance(data, list) else data

    answer = answered(found)
    return replace(answer, status=404) if answer.kind == "unknown-name" else answer


def read_log(path: str, given: Mapping[str, Any], as_of: date | None, facts: str | None) -> Answer:
    """Sum up a log, whose file is named nowhere in what is said about it."""

    def found() -> dict[str, Any]:
        from breakeven import api
        from breakeven.inputs.workload_toml import read_workload

        written = Path(path).with_name("workload.toml")
        data = api.usage([path], output=written, as_of=as_of, facts=facts, **given).to_dict()
        read = read_workload(written)
        workload = {
            "requests_per_day": read.requests_per_day,
            "input_tokens": read.input_tokens.mean,
            "output_tokens": read.output_tokens.mean,
            "cached_input_share": read.cached_input_share,
        }
        return {**data, "written": None, "workload": workload}

    return answered(found, hidden=f"{Path(path).parent}{os.sep}")


def write_report(arguments: Mapping[str, Any], ending: str) -> Answer:
    """Return a decision as a file of a kind."""
    from breakeven.api import report

    with TemporaryDirectory(prefix="breakeven-report-") as folder:
        path = Path(folder) / f"breakeven.{ending}"

        def written() -> Answer:
            report(**arguments, file=path)
            content = gzip.compress(path.read_bytes(), 1, mtime=0)
            return Answer(packed=content, media_type=MEDIA[ending], file_name=path.name)

        return guarded(written, hidden=f"{folder}{os.sep}")


def answered(work: Callable[[], Mapping[str, Any]], *, hidden: str = "") -> Answer:
    """Return work's data as an answer, or what it says in refusing."""
    return guarded(lambda: packed(work()), hidden=hidden)


def guarded(work: Callable[[], Answer], *, hidden: str = "") -> Answer:
    """Return work's answer, or what it says in refusing, without a folder's name."""
    try:
        return work()
    except BreakevenError as error:
        if hidden:
            error.message = error.message.replace(hidden, "")
            error.where = error.where.replace(hidden, "")
        return refusal(error)
    except MemoryError:
        return refusal(WorkerLost(NO_MEMORY))
    except Exception as error:
        return refusal(mistake(error))


def refusal(error: BreakevenError) -> Answer:
    """Return an error as the command line prints it."""
    return replace(packed(error.to_dict(), status=status_of(error)), kind=error.kind)


def packed(data: Mapping[str, Any], *, status: int = 200) -> Answer:
    """Return data as gzipped JSON."""
    from breakeven.outputs.files import json_text

    text = json_text(dict(data), indent=None).encode()
    return Answer(packed=gzip.compress(text, 1, mtime=0), status=status)


def _result(verb: str, arguments: Mapping[str, Any], top: int | None) -> dict[str, Any]:
    from breakeven import api

    found = getattr(api, verb)(**arguments)
    data = found if isinstance(found, dict) else found.to_dict()
    if verb == "decide":
        if data["best"] is None:
            nothing = f"all {data['weighed']} options were rejected; their excuses say why"
            data = {**NothingFeasible(nothing).to_dict(), **data}
        data["options"] = data["options"][:top]
    return data
