import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from breakeven import api
from breakeven.domain.errors import NothingFeasible
from breakeven.outputs.files import json_text
from tests.web.conftest import NUMBERS, QUICK, Make, error_of

AS_OF = "2026-11-24"
OFFERS = {"first": "api:gpt-4o-mini", "second": "self:llama-3.1-8b@H100x1"}
TOKENS = {"input_tokens": 500, "output_tokens": 200}


def plain(data: object) -> Any:
    return json.loads(json_text(data))


def test_decide_is_the_command_lines_json(client: TestClient) -> None:
    answer = client.post("/api/decide", json={**QUICK, "as_of": AS_OF})
    assert answer.status_code == 200
    assert answer.json() == plain(api.decide(**QUICK, as_of=AS_OF).to_dict())


def test_cross_is_the_command_lines_json(client: TestClient) -> None:
    answer = client.post("/api/cross", json={**OFFERS, **TOKENS, "as_of": AS_OF})
    assert answer.json() == plain(api.cross(**OFFERS, **TOKENS, as_of=AS_OF).to_dict())


def test_size_is_the_command_lines_json(client: TestClient) -> None:
    answer = client.post("/api/size", json={"model": "llama-3.1-8b", "gpu": "L4", "as_of": AS_OF})
    assert answer.json() == plain(api.size("llama-3.1-8b", gpu="L4", as_of=AS_OF).to_dict())


def test_sections_and_options_go_together(client: TestClient, asked: list[Any]) -> None:
    question = {
        "name": "chat",
        "workload": {"requests_per_day": 5, "input_tokens": 1, "output_tokens": 1},
        "costs": {"purchases": ["spot"], "without": ["people"]},
        "models": {"like": "gpt-4o"},
        "samples": 7,
        "as_of": AS_OF,
    }
    assert client.post("/api/decide", json=question).status_code == 200
    [given] = asked
    assert given["scenario"].costs.purchases == ("spot",)
    assert given["scenario"].models.like == "gpt-4o"
    assert (given["samples"], given["as_of"].isoformat()) == (7, AS_OF)


def test_models_may_be_a_list(client: TestClient, asked: list[Any]) -> None:
    client.post("/api/decide", json={**NUMBERS, "models": ["a", "b"]})
    assert list(asked[0]["models"]) == ["a", "b"]
    assert asked[0]["scenario"].models.only == ()


def test_equal_questions_are_computed_once(client: TestClient, asked: list[Any]) -> None:
    client.post("/api/decide", json=NUMBERS)
    client.post("/api/decide", json=dict(reversed(NUMBERS.items())))
    assert len(asked) == 1
    assert "breakeven_answers_reused 1.0" in client.get("/metrics").text


def test_top_keeps_the_first_options(client: TestClient, asked: list[Any]) -> None:
    answer = client.post("/api/decide?top=1", json=NUMBERS)
    assert [o["id"] for o in answer.json()["options"]] == ["api:x"]
    assert client.post("/api/decide?top=0", json=NUMBERS).status_code == 422


def test_the_servers_own_facts_count(make: Make, asked: list[Any], tmp_path: Path) -> None:
    make(facts=str(tmp_path)).post("/api/decide", json=NUMBERS)
    assert asked[0]["facts"] == str(tmp_path)


def test_answers_are_compressed_where_that_is_taken(client: TestClient, asked: list[Any]) -> None:
    packed = client.post("/api/decide", json=NUMBERS)
    bare = client.post("/api/decide", json=NUMBERS, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in bare.headers
    assert packed.json() == bare.json()


def test_a_decision_without_options_still_shows_the_excuses(client: TestClient) -> None:
    question = {**QUICK, "rules": {"data_stays": "own-machines"}}
    answer = client.post("/api/decide", json=question)
    assert answer.status_code == 200
    assert answer.json()["best"] is None
    assert error_of(answer)["kind"] == "nothing-feasible"


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "=1+1", "<script>alert(1)</script>", "gpt-4o-mni"]
)
def test_an_unknown_model_is_named(client: TestClient, name: str) -> None:
    answer = client.post("/api/decide", json={**NUMBERS, "like": name})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/json"
    assert error_of(answer)["kind"] in ("unknown-name", "not-over-http")


def test_what_the_library_refuses_is_said_as_on_the_command_line(client: TestClient) -> None:
    answer = client.post("/api/decide", json={})
    assert (answer.status_code, error_of(answer)["kind"]) == (422, "usage")
    answer = client.post("/api/decide", json={**NUMBERS, "as_of": "2999-01-01"})
    assert (answer.status_code, error_of(answer)["kind"]) == (422, "bad-input")


@pytest.mark.parametrize(
    ("raised", "status", "kind"),
    [
        (NothingFeasible("none"), 422, "nothing-feasible"),
        (MemoryError(), 503, "worker-lost"),
        (RuntimeError("odd"), 500, "error"),
    ],
)
def test_failures_keep_their_form(
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    raised: Exception,
    status: int,
    kind: str,
) -> None:
    def fail(**_: object) -> None:
        raise raised

    monkeypatch.setattr(api, "cross", fail)
    answer = client.post("/api/cross", json={**OFFERS, **TOKENS})
    assert (answer.status_code, error_of(answer)["kind"]) == (status, kind)


def test_other_methods_and_paths_are_refused_in_the_same_form(client: TestClient) -> None:
    assert error_of(client.get("/api/decide"))["kind"] == "method-not-allowed"
    assert error_of(client.get("/nowhere"))["kind"] == "not-found"
