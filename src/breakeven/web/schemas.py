"""The parts of `/openapi.json`: questions from the library's own types, answers, errors."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from breakeven.web.answer_models import ANSWERS
from breakeven.web.bodies import NOT_OVER_HTTP
from breakeven.web.questions import cross_question, decide_question, size_question

REF = "#/components/schemas/{model}"
Schema = dict[str, Any]


def described(app: FastAPI) -> Callable[[], Schema]:
    """Return what makes the description, once, when it is first asked for."""
    plain = app.openapi

    def openapi() -> Schema:
        if app.openapi_schema is None or "x-complete" not in app.openapi_schema:
            found = plain()
            schemas = found.setdefault("components", {}).setdefault("schemas", {})
            schemas.update(answers() | questions())
            found["x-complete"] = True
            app.openapi_schema = found
        return app.openapi_schema

    return openapi


def questions() -> Schema:
    """Return the schemas of requests, without the fields that are refused."""
    models = (decide_question(), cross_question(), size_question())
    _, top = models_json_schema([(m, "validation") for m in models], ref_template=REF)
    schemas: Schema = top["$defs"]
    for schema in schemas.values():
        for name in NOT_OVER_HTTP:
            schema.get("properties", {}).pop(name, None)
    return schemas


def answers() -> Schema:
    """Return the schemas of answers and errors."""
    _, top = models_json_schema([(m, "serialization") for m in ANSWERS], ref_template=REF)
    found: Schema = top["$defs"]
    return found
