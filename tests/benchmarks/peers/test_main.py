"""`python -m benchmarks.peers`: what it says where something is missing, and its small rules."""

from pathlib import Path

import pytest

from benchmarks.peers import __main__ as peers
from benchmarks.peers import answers
from benchmarks.peers.question import Question

QUESTION = Question(
    system="h200_sxm",
    backend="vllm",
    engine_version="",
    model="m",
    gemm="fp8",
    moe="fp8",
    kv="fp8",
    isl=1024,
    osl=128,
    batch=8,
    tp=1,
    pp=1,
    dp=1,
    moe_tp=1,
    moe_ep=1,
)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "page.md"


def test_without_the_peer_it_is_skipped_and_the_page_left(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(answers, "PLACE", page.parent)
    assert peers.main([str(page.parent), "--page", str(page)]) == 0
    assert "skipped, AIConfigurator is not installed" in capsys.readouterr().out
    assert not page.exists()


def test_without_measurements_it_is_skipped(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (page.parent / ".ready").touch()
    monkeypatch.setattr(answers, "PLACE", page.parent)
    assert peers.main([str(page.parent / "nothing.csv"), "--page", str(page)]) == 0
    assert "nothing.csv is not there" in capsys.readouterr().out


def test_questions_asked_otherwise() -> None:
    assert peers.varied(peers.BUDGET, QUESTION).ctx_tokens == 8192
    found = peers.varied(peers.CHECKPOINT, QUESTION)
    assert (found.gemm, found.moe, found.kv) == (None, None, None)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("RuntimeError: OOM: the model 'm' does", "AIConfigurator: does not fit into memory"),
        ("AssertionError: 128 heads of 'm'", "AIConfigurator: … heads of …"),
        ("model gemma-2-2b is not among its own", "model gemma-2-2b is not among its own"),
    ],
)
def test_reasons_without_particulars(reason: str, said: str) -> None:
    assert peers.plain(reason) == said
