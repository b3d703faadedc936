"""A real client asks a real server, in this process and over a pipe."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult, Tool

import breakeven as be
from breakeven.cli.mcp import _words
from breakeven.domain.errors import MissingExtra
from breakeven.mcp_server.allowed import allowed_at
from breakeven.mcp_server.server import Served, server
from breakeven.mcp_server.trimming import rounded
from breakeven.outputs.files import json_text

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
AS_OF = "2026-11-24"
WITH_FILES = Served(allowed=allowed_at([EXAMPLES]), words=_words())
WITHOUT = Served(words=_words())


def asked(
    work: Callable[[Client], Coroutine[Any, Any, Any]], *, of: Served | StdioServerParameters
) -> Any:
    async def session() -> Any:
        async with Client(of if isinstance(of, StdioServerParameters) else server(of)) as client:
            return await work(client)

    return asyncio.run(session())


def called(tool: str, of: Served | StdioServerParameters = WITHOUT, /, **arguments: Any) -> Any:
    """Return what a tool answers, or what it says is wrong."""
    found: CallToolResult = asked(lambda client: client.call_tool(tool, arguments), of=of)
    text = getattr(found.content[0], "text", "")
    if found.is_error:
        return text
    assert json.loads(text) == found.structured_content
    return found.structured_content


def tools(of: Served) -> dict[str, Tool]:
    listed = asked(lambda client: client.list_tools(), of=of)
    return {tool.name: tool for tool in listed.tools}


def test_every_parameter_has_a_type_and_words() -> None:
    for tool in tools(WITH_FILES).values():
        assert tool.description
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        for name, schema in tool.input_schema["properties"].items():
            assert schema.keys() & {"type", "anyOf", "enum"}, (tool.name, name)
            assert schema.get("description"), (tool.name, name)


def test_schemas_are_those_of_the_verbs() -> None:
    decide = tools(WITHOUT)["decide"].input_schema["properties"]
    assert decide["models"] == {**decide["models"], "type": "array", "items": {"type": "string"}}
    assert set(decide["simulate"]["enum"]) == {"leaders", "all", "none"}
    assert tools(WITHOUT)["size"].input_schema["required"] == ["model", "gpu"]


def test_files_are_offered_only_where_folders_are_allowed() -> None:
    without, with_files = tools(WITHOUT), tools(WITH_FILES)
    assert with_files.keys() - without.keys() == {"usage", "check", "diff", "simulate"}
    for name, files in {
        "report": {"scenario", "usage_log", "column_map"},
        "plan": {"portfolio_file"},
        "decide": {"scenario", "usage_log", "column_map"},
        "size": {"usage_log", "column_map"},
        "audit": {"claim_file"},
    }.items():
        before = without[name].input_schema["properties"].keys()
        assert with_files[name].input_schema["properties"].keys() - before == files
    every = {p for tool in with_files.values() for p in tool.input_schema["properties"]}
    assert not every & {"facts", "output", "network"}
    assert "engine" not in with_files["usage"].input_schema["properties"]


def test_a_decision_is_the_library_s_own_and_short() -> None:
    question = {
        "requests_per_day": 20_000, "input_tokens": 1500, "output_tokens": 300,
        "models": ["llama-3.1-8b", "gpt-4o-mini"], "simulate": "none", "as_of": AS_OF,
    }  # fmt: skip
    found = called("decide", top=3, **question)
    whole = be.decide(**question).to_dict()  # type: ignore[arg-type]
    assert found["best"] == whole["best"]
    assert len(found["options"]) == 3
    first = whole["options"][0]["usd_per_month"]  # type: ignore[index]
    assert found["options"][0]["usd_per_month"] == pytest.approx(first, rel=1e-5)
    assert sum(row["options"] for row in found["rejected"]) > 0
    assert len(json.dumps(found)) < 30_000


TOKENS = {"input_tokens": 900, "output_tokens": 200}
SMALL = {
    "requests_per_day": 20_000, "input_tokens": 1500, "output_tokens": 300,
    "models": ["llama-3.1-8b", "gpt-4o-mini"], "simulate": "none", "as_of": AS_OF,
}  # fmt: skip


def test_a_report_is_text_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = called("report", **SMALL)["markdown"]
    best = called("report", form="json", top=2, **SMALL)
    assert text.startswith("# ")
    assert "20,000 requests a day" in text
    assert best["best"] in text
    assert len(best["options"]) == 2
    assert not list(tmp_path.iterdir())


def test_a_plan_is_made_of_tables_and_of_a_file() -> None:
    tables = {
        "models": {"only": ["llama-3.1-8b", "gpt-4o-mini"]},
        "workloads": [
            {"name": name, "workload": {"requests_per_day": volume, **TOKENS}}
            for name, volume in (("chat", 50_000), ("mail", 9_000))
        ],
    }
    asked_of = {"simulate": "none", "rules": False, "as_of": AS_OF}
    found = called("plan", tables=tables, **asked_of)
    assert {a["workload"] for a in found["assignments"]} == {"chat", "mail"}
    assert found["bound_usd_per_month"] <= found["usd_per_month"]
    whole = be.plan(EXAMPLES / "portfolio.toml", simulate="none", rules=False, as_of=AS_OF)
    read = called("plan", WITH_FILES, portfolio_file="portfolio.toml", **asked_of)
    assert read["usd_per_month"] == pytest.approx(whole.usd_per_month, rel=1e-5)


def test_stored_decisions_are_checked_and_compared(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "chat.toml", tmp_path)
    question = tmp_path / "chat.toml"
    found = be.decide(question, simulate="none", samples=0, as_of=AS_OF).to_dict()
    (tmp_path / "stored.json").write_text(json_text(found))
    served = Served(allowed=allowed_at([tmp_path]), words=_words())
    same = {"simulate": "none", "as_of": AS_OF}
    held = called("check", served, scenario="chat.toml", baseline="stored.json", **same)
    assert held["changed"] is False
    names = {"before": "stored.json", "after": "chat.toml"}
    assert called("diff", served, **names, **same)["best"]["change_usd_per_month"] == 0.0
    outside = called("check", served, scenario="chat.toml", baseline="/etc/passwd", **same)
    assert "no file in an allowed folder" in outside


def test_a_log_is_simulated() -> None:
    asked_of = {"model": "llama-3.1-8b", "gpu": "H100", "replicas": 2, "as_of": AS_OF}
    found = called("simulate", WITH_FILES, source="conversations.jsonl", **asked_of)
    assert found["requests"] > 0
    assert found["ttft_ms"]["p99"] >= found["ttft_ms"]["p50"]


def test_cross_and_size_are_the_library_s_own() -> None:
    offers = {"first": "api:gpt-4o-mini", "second": "api:gpt-4o"}
    tokens = {"input_tokens": 500, "output_tokens": 200, "as_of": AS_OF}
    whole = be.cross(*offers.values(), **tokens).to_dict()  # type: ignore[arg-type]
    assert called("cross", **offers, **tokens) == rounded(whole)
    found = called("size", model="llama-3.1-70b", gpu="A100-80", count=2, as_of=AS_OF)
    assert found["memory"]["fits"] is False


def test_facts_and_claims() -> None:
    found = called("facts_find", word="h100")
    assert len(found["facts"]) == 40
    assert found["facts_left_out"] > 0
    assert called("facts_show", name="llama-3.1-8b")["id"] == "llama-3.1-8b"
    terms = called("claim_terms", word="breakeven_requests_per_hour")["terms"]
    assert "breakeven_requests_per_hour" in [term["name"] for term in terms]
    claim = {
        "title": "t", "source": "s",
        "inputs": {"requests_per_hour": 2950, "gpus": 1, "gpu_usd_per_hour": 2.5,
                   "api_usd_per_request": 0.004},
        "answers": [{"quantity": "breakeven_requests_per_hour", "value": 625}],
    }  # fmt: skip
    assert called("audit", claim=claim)["holds"] is True


def test_files_in_an_allowed_folder_are_read() -> None:
    found = called("usage", WITH_FILES, paths=["conversations.jsonl"])
    assert found["requests"] > 0
    found = called("audit", WITH_FILES, claim_file="claims/escalation.toml")
    assert found["holds"] is True


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("size", {"model": "lama-3.1-8b", "gpu": "H100"}, "did you mean llama-3.1-8b"),
        ("decide", {}, "the traffic is not told"),
        ("decide", {"requests_per_day": -1}, "requests_per_day"),
        ("decide", {"requests_per_day": "many"}, "valid number"),
        ("size", {"model": "/etc/config.json", "gpu": "H100"}, "no file in an allowed folder"),
        ("facts_show", {"name": "/etc/config.json"}, "no file in an allowed folder"),
        ("usage", {"paths": ["../README.md"]}, "no file in an allowed folder"),
        ("usage", {"paths": ["-"]}, "no file in an allowed folder"),
        ("decide", {"usage_log": ["/etc/passwd"]}, "no file in an allowed folder"),
        ("audit", {}, "answers are missing"),
        ("report", {"scenario": "/etc/hosts"}, "no file in an allowed folder"),
        ("plan", {}, "give the workloads once"),
        ("plan", {"portfolio_file": "../README.md"}, "no file in an allowed folder"),
        ("plan", {"tables": {"workloads": [{"scenario": "/etc/x"}]}}, "no file in an allowed"),
        ("plan", {"tables": {"workloads": [{"workload": {"usage_log": ["a"]}}]}}, "its full path"),
        ("plan", {"tables": {"workloads": [{"wrkload": {}}]}}, "did you mean"),
        ("diff", {"before": "chat.toml", "after": "/etc/x"}, "no file in an allowed folder"),
        (
            "simulate",
            {"source": "chat.toml", "model": "llama-3.1-8b", "gpu": "H100", "replicas": 10**9},
            "at most 1,000 replicas",
        ),
    ],
)
def test_mistakes_are_said_in_our_words(name: str, arguments: dict[str, Any], said: str) -> None:
    found = called(name, WITH_FILES, **arguments)
    assert isinstance(found, str)
    assert said in found


def test_over_a_pipe_as_assistants_start_it() -> None:
    known = os.pathsep.join(p for p in sys.path if p)
    pipe = StdioServerParameters(
        command=sys.executable,
        args=["-m", "breakeven", "mcp", "--allow", str(EXAMPLES)],
        env={**os.environ, "PYTHONPATH": known},
    )
    found = called("audit", pipe, claim_file="claims/escalation.toml")
    assert found["holds"] is True


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    with pytest.raises(MissingExtra, match=r"breakeven\[mcp\]"):
        server(WITHOUT)
