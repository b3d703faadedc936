import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from breakeven.web.bodies import PATH_LIKE
from tests.web.conftest import NUMBERS, error_of

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ("{", 400, "bad-body"),
        ("", 400, "bad-body"),
        ("[]", 400, "bad-body"),
        ("[" * 100_000, 400, "bad-body"),
        ('{"a":' * 5_000 + "1" + "}" * 5_000, 400, "bad-body"),
        ('{"requests_per_day": NaN}', 422, "bad-file"),
        ('{"requests_per_day": Infinity}', 422, "bad-file"),
        ('{"requests_per_day": 1e999}', 422, "bad-file"),
        ('{"samples": ' + "9" * 5_000 + "}", 400, "bad-body"),
        ('{"samples": 99999999999999999999}', 422, "bad-file"),
        ('{"samples": 4097}', 422, "bad-file"),
        ('{"months": 241}', 422, "bad-file"),
        ('{"requests_per_day": "5"}', 422, "bad-file"),
        ('{"request_per_day": 5}', 422, "bad-file"),
        ('{"workload": {"requests_per_dya": 5}}', 422, "bad-file"),
        ('{"like": "\\ud800"}', 400, "bad-body"),
    ],
)
def test_bad_bodies_are_refused(
    client: TestClient, asked: list[Any], body: str, status: int, kind: str
) -> None:
    answer = client.post("/api/decide", content=body, headers=JSON)
    assert (answer.status_code, error_of(answer)["kind"]) == (status, kind)
    assert not asked


def test_a_misspelt_key_has_a_hint(client: TestClient, asked: list[Any]) -> None:
    answer = client.post("/api/decide", json={"request_per_day": 5})
    assert "did you mean requests_per_day?" in error_of(answer)["message"]


@pytest.mark.parametrize(
    "question",
    [
        {"workload": {"usage_log": ["/etc/passwd"]}},
        {"usage_log": ["log.csv"]},
        {"tasks": {"evaluations": ["results"]}},
        {"facts": "examples"},
        {"workload": {"column_map": {"time": "t"}}},
        {"like": "/etc/passwd"},
        {"like": "../../model"},
        {"like": "~root"},
        {"like": "config.json"},
        {"like": "postgres://host/db"},
        {"like": "C:\\secret"},
        {"models": {"only": ["a", "./b"]}},
        {"tasks": {"models": {"/etc/x": "a"}}},
        {"rules": {"approved_providers": ["a\u0000b"]}},
        {"like": "a" * 257},
    ],
)
def test_nothing_names_a_file(
    client: TestClient, asked: list[Any], question: dict[str, object]
) -> None:
    answer = client.post("/api/decide", json={**NUMBERS, **question})
    assert (answer.status_code, error_of(answer)["kind"]) == (422, "not-over-http")
    assert not asked


def test_an_offer_names_no_file(client: TestClient) -> None:
    question = {"first": "api:gpt-4o-mini", "input_tokens": 500, "output_tokens": 200}
    for model in ("/etc/x", "~/x", "a/../b", "x.json"):
        answer = client.post("/api/cross", json={**question, "second": f"self:{model}@H100x1"})
        assert error_of(answer)["kind"] == "not-over-http", model


@pytest.mark.parametrize(
    "name",
    ["meta-llama/Llama-3.1-8B-Instruct", "gpt-4o-mini", "vllm@0.6", "hosted:groq/llama-3.1-8b",
     "self:llama-3.1-8b@H100x1,precision=fp8", "Qwen/Qwen3-8B", "=1+1"],
)  # fmt: skip
def test_names_are_no_paths(name: str) -> None:
    assert not PATH_LIKE.search(name)


def test_a_scenario_file_can_be_sent_as_it_is(client: TestClient, asked: list[Any]) -> None:
    toml = 'name = "../x"\n[workload]\nrequests_per_day = 5\n[models]\nlike = "a"\n'
    headers = {"Content-Type": "application/toml"}
    assert client.post("/api/decide", content=toml, headers=headers).status_code == 200
    [given] = asked
    assert given["scenario"].name == "../x"
    assert given["scenario"].workload.requests_per_day == 5
    assert given["scenario"].models.like == "a"
    answer = client.post("/api/decide", content="a =", headers=headers)
    assert (answer.status_code, error_of(answer)["kind"]) == (400, "bad-body")


@pytest.mark.parametrize("media", ["text/plain", "", "multipart/form-data"])
def test_other_kinds_of_bodies_are_refused(client: TestClient, media: str) -> None:
    answer = client.post(
        "/api/decide", content=json.dumps(NUMBERS), headers={"Content-Type": media}
    )
    assert (answer.status_code, error_of(answer)["kind"]) == (415, "wrong-media-type")
