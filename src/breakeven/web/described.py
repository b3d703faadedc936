"""What `/openapi.json` says beyond what FastAPI sees: bodies, answers, errors."""

from typing import Any

from breakeven.web.jobs import JSON, MEDIA

Described = dict[str, Any]
Responses = dict[int | str, dict[str, Any]]
EXAMPLES: dict[str, Described] = {
    "DecideQuestion": {
        "requests_per_day": 20_000,
        "input_tokens": 1500,
        "output_tokens": 300,
        "models": {"like": "gpt-4o-mini"},
        "targets": {"ttft_p99_ms": 2000},
    },
    "CrossQuestion": {
        "first": "api:gpt-4o-mini",
        "second": "self:llama-3.1-8b@H100x1",
        "input_tokens": 500,
        "output_tokens": 200,
    },
    "SizeQuestion": {"model": "llama-3.1-8b", "gpu": "H100", "precision": "fp8"},
}
WHEN = {
    400: "The body cannot be read.",
    403: "Another site's page asks.",
    404: "There is no such thing.",
    413: "The body is too large.",
    415: "The body's kind is not read here.",
    421: "The server does not answer to this name.",
    422: "What is asked is wrong or cannot be; `message` says what, `where` where.",
    429: "Too many requests of this client are under way.",
    501: "This installation lacks what is needed.",
    503: "Too much is asked at once, or a worker was lost.",
    504: "The answer took too long and was given up.",
}


def errors(*codes: int) -> Responses:
    """Return the descriptions of refusals."""
    return {code: {"description": WHEN[code], "model": None, **_json("Error")} for code in codes}


def _json(name: str) -> Described:
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


ERRORS = errors(403, 421)
OF_QUESTIONS = errors(400, 403, 413, 415, 421, 422, 429, 503, 504)


def responds(answer: str) -> Responses:
    """Return the description of a good answer."""
    return {200: {"description": "The answer.", **_json(answer)}}


def uploads(answer: str) -> Described:
    """Return the description of a route that takes a log."""
    text = {"type": "string"}
    fields = {
        "log": {"type": "string", "contentMediaType": "application/octet-stream"},
        "format": {**text, "description": "What the log is; auto looks at it."},
        "map": {**text, "description": "Columns of an unknown log, as JSON by their role."},
    }
    schema = {"type": "object", "required": ["log"], "properties": fields}
    body = {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    return {
        "responses": {**responds(answer), **OF_QUESTIONS},
        "openapi_extra": {"requestBody": body},
    }


def reports() -> Described:
    """Return the description of the route that returns files."""
    binary = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
    kinds = {**dict.fromkeys(MEDIA.values(), binary), JSON: {"schema": {"type": "object"}}}
    found: Described = asks("DecideQuestion", "DecideAnswer")
    found["responses"][200] = {"description": "The file.", "content": kinds}
    found["responses"] |= errors(501)
    return found


def asks(question: str, answer: str) -> Described:
    """Return a route's description: a question in its body, an answer in return."""
    schema = {
        "schema": {"$ref": f"#/components/schemas/{question}"},
        "example": EXAMPLES[question],
    }
    body = {"required": True, "content": {"application/json": schema, "application/toml": schema}}
    return {
        "responses": {**responds(answer), **OF_QUESTIONS},
        "openapi_extra": {"requestBody": body},
    }
