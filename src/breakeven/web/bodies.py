"""A request's body as a question: read within its limit, refused with every mistake of it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from fastapi import Request
from pydantic import ValidationError
from pydantic_core import from_json

from breakeven.domain.errors import ManyProblems
from breakeven.inputs.records import near, plain
from breakeven.web.errors import BadJson, NotOverHttp, WrongMediaType
from breakeven.web.questions import Question

Q = TypeVar("Q", bound=Question)
NOT_OVER_HTTP: Mapping[str, str] = {
    "usage_log": "upload the log to /api/usage and ask with the numbers that it answers",
    "column_map": "it belongs to a log; upload that to /api/usage",
    "format": "it belongs to a log; upload that to /api/usage",
    "evaluations": "give the success of models in [tasks] another way, or use the command line",
    "facts": "whoever starts the server names the folder: breakeven serve --facts DIR",
    "engine_url": "the server reads no database",
    "network": "the server asks no other one",
    "seed": "it is fixed, so that equal questions have equal answers",
}
"""Fields that would open a file, a folder or an address, and what to do instead."""
MOST_LETTERS = 256
PATH_LIKE = re.compile(
    r"(?<!\w)[/.]|\.\.|[~\\]|://|\.(json|jsonl|toml|csv|parquet)(?!\w)|[\x00-\x1f\x7f]",
    re.IGNORECASE,
)
"""A slash or a dot that no letter stands before, what climbs, what has a file's ending."""


async def read_question(request: Request, kind: type[Q]) -> Q:
    """Return the question in a body of JSON, or of TOML as a scenario's file has it.

    Raises WrongMediaType, BadJson, NotOverHttp, or ManyProblems with every mistake.
    """
    text = _as_json(request.headers.get("content-type", ""), await request.body())
    try:
        raw = from_json(text, allow_inf_nan=True)
    except ValueError as error:
        raise BadJson(f"cannot read the JSON: {error}", where="body") from None
    if not isinstance(raw, dict):
        raise BadJson("expected a JSON object", where="body")
    refuse_files(raw)
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise ManyProblems(list(_problems(error, kind)), where="body") from None


def _as_json(said: str, body: bytes) -> bytes:
    media = said.partition(";")[0].strip().lower()
    if media == "application/json":
        return body
    if media != "application/toml":
        expected = "expected Content-Type: application/json, or application/toml for a scenario"
        raise WrongMediaType(f"{expected}; read {media or 'none'!r}", where="Content-Type")
    import tomli

    try:
        return json.dumps(tomli.loads(body.decode()), default=str).encode()
    except (ValueError, RecursionError) as error:
        raise BadJson(f"cannot read the TOML: {error}", where="body") from None


def refuse_files(raw: Mapping[str, Any]) -> None:
    """Raise NotOverHttp where a question names what only the server's own user may open."""
    for place, key, value in _leaves(raw):
        if key in NOT_OVER_HTTP:
            said = f"{key!r} is not taken over HTTP: {NOT_OVER_HTTP[key]}"
            raise NotOverHttp(said, where=place)
        for text in (key, value):
            refuse_text(text, place)


def refuse_text(text: object, place: str) -> None:
    """Raise NotOverHttp where a text could be a path or an address; a scenario's name is free."""
    if not isinstance(text, str) or place == "name":
        return
    if len(text) > MOST_LETTERS:
        said = f"expected a name of at most {MOST_LETTERS} letters, read {len(text):,}"
        raise NotOverHttp(said, where=place[:MOST_LETTERS])
    if PATH_LIKE.search(text):
        said = f"{text!r} looks like a path or an address; no file is opened for a request"
        raise NotOverHttp(said, where=place)


def _leaves(value: Any, place: str = "", key: str = "") -> Iterator[tuple[str, str, object]]:
    """Yield every place of a document, with the last key to it and what is there."""
    if isinstance(value, dict):
        for name, inner in value.items():
            where = f"{place}.{name}" if place else name
            yield where, name, None
            yield from _leaves(inner, where, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, place, "")
    else:
        yield place, key, value


def _problems(error: ValidationError, kind: type[Question]) -> Iterator[str]:
    for each in error.errors(include_url=False, include_context=False):
        name = ".".join(str(part) for part in each["loc"])
        if each["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
            yield f"unknown key {name!r}{near(name, tuple(kind.model_fields))}"
        elif each["type"] == "missing":
            yield f"{name} is missing"
        else:
            yield f"{name}: {plain(each['msg'])}, not {_short(each['input'])}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
