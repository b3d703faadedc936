"""Errors of two predictors on rows that both answer."""

from pathlib import Path

import pytest

from benchmarks.peers.comparison import ALL, compared, held_out, identity, pairs, read_rows


def row(engine: str, value: str, **more: str) -> dict[str, str]:
    return {"engine": engine, "metric": "tpot", "value": value, "unit": "ms", **more}


ROWS = [row("vLLM", "10"), row("vLLM", "20"), row("SGLang", "40"), row("SGLang", "50")]
OURS = {identity(r): float(r["value"]) * 1.1 for r in ROWS}


def test_only_rows_that_both_answer_are_compared() -> None:
    ours = {key: said for key, said in OURS.items() if "value=50" not in key}
    found = list(pairs(ROWS, [15.0, None, 20.0, 1.0], ours, "a"))
    assert [(pair.engine, pair.theirs) for pair in found] == [("vLLM", 15.0), ("SGLang", 20.0)]


def test_errors_by_engine_and_of_all() -> None:
    found = compared(list(pairs(ROWS, [15.0, 30.0, 20.0, 50.0], OURS, "a")))
    assert [(one.engine, one.n) for one in found] == [(ALL, 4), ("SGLang", 2), ("vLLM", 2)]
    both, sglang, vllm = found
    assert (vllm.theirs_median, sglang.theirs_mean) == pytest.approx((0.5, 0.25))
    assert both.ours_median == pytest.approx(0.1)
    assert vllm.ratio == pytest.approx(5.0)
    assert sglang.theirs_p90 == pytest.approx(0.45)


def test_one_engine_alone_has_no_sum() -> None:
    found = compared(list(pairs(ROWS[:2], [15.0, 30.0], OURS, "a")))
    assert [one.engine for one in found] == ["vLLM"]


@pytest.mark.parametrize(
    ("folds", "kinds"),
    [
        (["0", "1"], {"held out"}),
        (["", ""], {"held out"}),
        (["models 3", "models"], {"models"}),
        (["unseen models: qwen3", "unseen points"], {"unseen models", "unseen points"}),
        (["pairs/vllm", "pairs#2"], {"pairs"}),
    ],
)
def test_kinds_of_folds(folds: list[str], kinds: set[str]) -> None:
    rows = [r | {"fold": fold, "predicted": "7"} for r, fold in zip(ROWS[:2], folds, strict=True)]
    found = held_out(rows)
    assert set(found) == kinds
    assert {key for known in found.values() for key in known} == {identity(r) for r in ROWS[:2]}


def test_what_predictors_add_does_not_tell_rows_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("engine,value,predicted,fold,ep\nvLLM, 10 ,3,x,\n", encoding="utf-8")
    assert identity(read_rows(path)[0]) == identity({"value": "10", "engine": "vLLM"})
