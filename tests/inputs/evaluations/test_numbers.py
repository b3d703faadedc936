from datetime import date
from pathlib import Path

import pytest

from breakeven.domain.errors import InputError, ManyProblems
from breakeven.inputs.evaluations.reading import read_evaluations


def written(folder: Path, text: str) -> Path:
    path = folder / "ours.toml"
    path.write_text(text, "utf-8")
    return path


def test_numbers_by_hand(tmp_path: Path) -> None:
    text = """
task = "triage"
date = 2026-11-20
[evaluations]
"gpt-4o-mini" = { success = 0.87, n = 500, output_tokens = 90 }
llama-3.1-8b = { success = 1, n = 20, kind = "code", task = "other", stderr = 0.01 }
"""
    mini, llama = read_evaluations(written(tmp_path, text), kind="tool-use")
    assert (mini.model, mini.task, mini.kind, mini.samples) == (
        "gpt-4o-mini",
        "triage",
        "tool-use",
        500,
    )
    assert (mini.success_share, mini.output_tokens_mean) == (0.87, 90.0)
    assert mini.provenance.date == date(2026, 11, 20)
    assert (llama.model, llama.task, llama.kind) == ("llama-3.1-8b", "other", "code")
    assert llama.stderr == 0.01


def test_every_mistake_with_its_line(tmp_path: Path) -> None:
    text = """
tasks = "triage"
[evaluations]
a = { success = 87, n = 500 }
b = { succes = 0.5, n = 10 }
c = { success = 0.5 }
d = { success = 0.5, n = 0 }
e = 0.5
f = { success = 0.5, n = 5, kind = "chess" }
"""
    with pytest.raises(ManyProblems) as caught:
        read_evaluations(written(tmp_path, text))
    said = "\n".join(caught.value.problems)
    assert "line 2: unknown key 'tasks'; did you mean task?" in said
    assert "line 4: a.success: a share between 0 and 1 was expected; write 0.87 for 87 %" in said
    assert "line 5: b: unknown key 'succes'; did you mean success?" in said
    assert "line 6: c.n: is missing" in said
    assert "line 7: d.n: at least one sample" in said
    assert "line 8: e.n: is missing" in said
    assert "line 9: f.kind: one of general, long-context" in said


@pytest.mark.parametrize("text", ["x = 1", "[evaluations]", "evaluations = 3"])
def test_no_results(tmp_path: Path, text: str) -> None:
    with pytest.raises(ManyProblems, match=r"\[evaluations\] is missing"):
        read_evaluations(written(tmp_path, text))


def test_not_toml(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not TOML"):
        read_evaluations(written(tmp_path, "a = = 1"))
