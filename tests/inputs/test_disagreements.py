from datetime import date
from pathlib import Path

from breakeven.inputs.catalog import load_catalog
from breakeven.inputs.disagreements import conflicts

HEAD = "model,benchmark,score,unit,date,source,note\n"


def quality(folder: Path, *rows: str) -> list[dict[str, object]]:
    (folder / "quality").mkdir(exist_ok=True)
    (folder / "quality" / "ours.csv").write_text(HEAD + "\n".join(rows) + "\n", "utf-8")
    found = conflicts(load_catalog(as_of=date(2026, 11, 24), overlay=folder))
    return [row for row in found if row["id"] == "llama-3.1-8b/our-task"]


def test_two_sources_that_disagree_are_both_shown(tmp_path: Path) -> None:
    used, other = quality(
        tmp_path,
        "llama-3.1-8b,our-task,60,percent,2026-01-01,team-a,",
        "llama-3.1-8b,our-task,70,percent,2026-02-01,team-b,",
    )
    assert (used["value"], used["source"], used["used"]) == (70.0, "team-b", True)
    assert (other["value"], other["source"], other["used"]) == (60.0, "team-a", False)


def test_a_new_value_of_the_same_source_is_none(tmp_path: Path) -> None:
    assert not quality(
        tmp_path,
        "llama-3.1-8b,our-task,60,percent,2026-01-01,team-a,",
        "llama-3.1-8b,our-task,70,percent,2026-02-01,team-a,",
    )


def test_nearly_the_same_is_none(tmp_path: Path) -> None:
    assert not quality(
        tmp_path,
        "llama-3.1-8b,our-task,68,percent,2026-01-01,team-a,",
        "llama-3.1-8b,our-task,70,percent,2026-02-01,team-b,",
    )
