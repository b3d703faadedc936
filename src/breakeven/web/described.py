"""What `/openapi.json` says beyond what FastAPI sees: bodies, answers, errors."""

from typing import Any

Described = dict[str, Any]
WHEN = {
    400: "The body cannot be read.",
    403: "Another site's page asks.",
    404: "There is no such thing.",
    413: "The body is too large.",
    415: "The body's kind is not read here.",
    421: "The server does not answer to this name.",
    422: "What is asked is wrong or cannot be; `message` says what, `where` where.",
    429: "Too many requests of this client are under way.",
    503: "Too much is asked at once, or a worker was lost.",
    504: "The answer took too long and was given up.",
}


def errors(*codes: int) -> Described:
    """Return the descriptions of refusals."""
    return {code: {"description": WHEN[code], "model": None, **_json("Error")} for code in codes}


def _json(name: str) -> Described:
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


ERRORS = errors(403, 421)
OF_QUESTIONS = errors(400, 403, 413, 415, 421, 422, 429, 503, 504)


def asks(question: str, answer: str) -> Described:
    """Return a route's description: a question in its body, an answer in return."""
    schema = {"schema": {"$ref": f"#/components/schemas/{question}"}}
    body = {"required": True, "content": {"application/json": schema, "application/toml": schema}}
    return {
        "responses": {200: {"description": "The answer.", **_json(answer)}, **OF_QUESTIONS},
        "openapi_extra": {"requestBody": body},
    }
