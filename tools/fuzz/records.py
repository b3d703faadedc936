"""The three formats that are fuzzed: how a good record of each looks, and how one is damaged.

They are those that people have most: LiteLLM's spend log as CSV (the most used gateway), OpenAI's
usage API as JSON (its own account of what was asked), and responses of providers as they came, one
a line (what an application logs itself). They also stand for the three readers: CSV with JSON
inside a column, JSON with lists of lists, and JSON lines of many shapes.
"""

import csv
import io
import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

from breakeven.inputs.usage.choosing import named
from breakeven.inputs.usage.examples import calls
from tools.fuzz.mutations import SECRET, damaged, tree, value

CONTENTS = ("messages", "response_text", "prompt", "content", "choices")
Bad = Callable[[Random], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One format as it is fuzzed."""

    format: str
    suffix: str
    header: bytes
    """What stands before the records."""
    good: bytes
    """A record that must be kept whatever stands around it."""
    bad: Bad
    """A damaged record; it stays one record."""


def targets() -> dict[str, Target]:
    """Return what is fuzzed, by format."""
    return {t.format: t for t in (_litellm(), _openai(), _raw())}


def _litellm() -> Target:
    rows = list(csv.DictReader(io.StringIO(named("litellm").example(calls()))))
    names = [*rows[0], "messages"]
    rows = [{**row, "messages": f'[{{"role": "user", "content": "{SECRET}"}}]'} for row in rows]

    def line(fields: list[str]) -> bytes:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerow(fields)
        return out.getvalue().encode("utf-8", "replace")

    def bad(source: Random) -> bytes:
        fields = list(source.choice(rows).values())
        for _ in range(source.choice((1, 1, 1, 2, 4))):
            at = source.randrange(len(fields) - 1)  # the last holds the prompt
            fields[at] = value(fields[at], source)
        kind = source.randrange(20)
        if kind == 0:
            fields = fields[: source.randint(2, len(fields) - 1)]
        elif kind == 1:
            fields += ["x"] * source.randint(1, 4)
        text = line([field.replace("\0", "") for field in fields])
        if kind == 2:
            return damaged(text[:-1], source, most=3, keep=b'\0\n\r",') + b"\n"
        return text

    good = [_GOOD_LITELLM.get(n, rows[0][n]) if n != "request_id" else "{id}" for n in names]
    return Target(format="litellm", suffix=".csv", header=line(names), good=line(good), bad=bad)


_GOOD_LITELLM = {
    "prompt_tokens": "1000", "completion_tokens": "10", "model": "control", "metadata": "{}",
    "startTime": "2026-05-01 10:00:00.5", "endTime": "2026-05-01 10:00:01.5", "status": "success",
    "completionStartTime": "2026-05-01 10:00:01", "call_type": "acompletion", "cache_hit": "False",
    "spend": "0.5",
}  # fmt: skip


def _openai() -> Target:
    page = json.loads(named("openai_usage").example(calls()))
    buckets: list[Any] = page["data"]
    result = {
        "object": "organization.usage.completions.result", "input_tokens": 1000,
        "output_tokens": 10, "num_model_requests": 1, "model": "control", "project_id": "{id}",
    }  # fmt: skip
    start = 1_777_629_600
    good = {"object": "bucket", "start_time": start, "end_time": start + 60, "results": [result]}
    return _json("openai_usage", buckets, good)


def _raw() -> Target:
    lines = [json.loads(line) for line in named("raw").example(calls()).splitlines()]
    for line in lines:
        line["prompt"] = SECRET
        line["content"] = [{"type": "text", "text": SECRET}]
    usage = {"prompt_tokens": 1000, "completion_tokens": 10, "total_tokens": 1010}
    body = {"id": "{id}", "object": "chat.completion", "model": "control", "usage": usage,
            "choices": [{"message": {"content": SECRET}}]}  # fmt: skip
    good = {"timestamp": "2026-05-01T10:00:00.5Z", "response": {"status_code": 200, "body": body}}
    return _json("raw", lines, good)


def _json(format: str, records: list[Any], good: Any) -> Target:  # noqa: A002 - as elsewhere
    def bad(source: Random) -> bytes:
        record = deepcopy(source.choice(records))
        text = json.dumps(tree(record, source, CONTENTS.__contains__)).encode()
        if source.randrange(20) == 0:  # no longer JSON, as a rule
            text = damaged(text, source, most=3, keep=b"\0\n\r") or b"{"
        return text + b"\n"

    # The first record of a file tells its shape, so a good one leads.
    line = json.dumps(good).encode() + b"\n"
    return Target(format=format, suffix=".jsonl", header=b"", good=line, bad=bad)
