"""`/openapi.json` is complete and true."""

from typing import Any

from fastapi.testclient import TestClient

from breakeven.web.answer_models import (
    CrossAnswer,
    DecideAnswer,
    Facts,
    FactShown,
    SizeAnswer,
    UsageAnswer,
)
from breakeven.web.bodies import NOT_OVER_HTTP
from tests.web.conftest import QUICK
from tests.web.routes.test_asking import OFFERS, TOKENS
from tests.web.routes.test_uploading import send


def described(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def test_every_reference_leads_somewhere(client: TestClient) -> None:
    whole = described(client)
    refs: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            refs.update(v for k, v in value.items() if k == "$ref")
            value = list(value.values())
        if isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(whole)
    assert refs
    for ref in refs:
        assert ref.removeprefix("#/components/schemas/") in whole["components"]["schemas"]


def test_no_described_question_names_a_file(client: TestClient) -> None:
    schemas = described(client)["components"]["schemas"]
    for name in ("DecideQuestion", "CrossQuestion", "SizeQuestion", "ScenarioWorkload", "Tasks"):
        assert not set(schemas[name]["properties"]) & set(NOT_OVER_HTTP), name
        assert schemas[name]["additionalProperties"] is False


def test_every_route_says_how_it_refuses(client: TestClient) -> None:
    for path, methods in described(client)["paths"].items():
        for method, route in methods.items():
            assert {"200", "403", "421"} <= set(route["responses"]), path
            if method == "post":
                assert {"400", "413", "415", "422", "429", "503", "504"} <= set(route["responses"])


def test_real_answers_have_the_described_keys(client: TestClient) -> None:
    def post(path: str, question: dict[str, Any]) -> bytes:
        return client.post(path, json=question).content

    DecideAnswer.model_validate_json(post("/api/decide", QUICK), strict=True)
    nothing = {**QUICK, "rules": {"data_stays": "own-machines"}}
    assert DecideAnswer.model_validate_json(post("/api/decide", nothing), strict=True).error
    CrossAnswer.model_validate_json(post("/api/cross", {**OFFERS, **TOKENS}), strict=True)
    for count in (1, 2):  # One that does not fit, one that does.
        question = {"model": "llama-3.1-70b", "gpu": "A100-80", "count": count * 2}
        SizeAnswer.model_validate_json(post("/api/size", question), strict=True)
    UsageAnswer.model_validate_json(send(client).content, strict=True)
    Facts.model_validate_json(client.get("/api/facts?find=h100").content, strict=True)
    for name in ("h100", "llama-3.1-8b", "vllm", "servegen-traces"):
        FactShown.model_validate_json(client.get(f"/api/facts/{name}").content, strict=True)
