from datetime import date
from pathlib import Path

import pytest

from breakeven.api.evaluating import evaluations_of, tasks_of
from breakeven.domain.errors import InputError, UnknownName
from breakeven.domain.tasks import Tasks
from breakeven.inputs.catalog import load_catalog

CATALOG = load_catalog(as_of=date(2026, 11, 25))
EXAMPLES = Path(__file__).parents[2] / "examples" / "evaluations"


def test_files_under_our_names() -> None:
    tasks = Tasks(kind="tool-use", evaluations=("triage.toml",))
    found, warnings = evaluations_of(tasks, CATALOG, folder=EXAMPLES)
    assert not warnings
    assert [(e.model, e.precision) for e in found][1:3] == [
        ("llama-3.3-70b", ""),
        ("llama-3.3-70b", "int4"),
    ]
    assert {e.kind for e in found} == {"tool-use"}


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(InputError, match="no such file"):
        evaluations_of(Tasks(evaluations=("none.json",)), CATALOG, folder=EXAMPLES)


def test_whose_tokens_were_counted() -> None:
    assert tasks_of(Tasks(counted_with="GPT 4o mini"), CATALOG).counted_with == "gpt-4o-mini"
    assert tasks_of(Tasks(), CATALOG) == Tasks()
    with pytest.raises(UnknownName):
        tasks_of(Tasks(counted_with="gpt-99"), CATALOG)
