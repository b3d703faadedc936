import csv
import json
from pathlib import Path

import pytest

from breakeven.domain.errors import InputError
from breakeven.outputs.report import check_report_path, rendered
from tests.outputs.handmade import make_decision


def test_json_is_that_of_decide() -> None:
    decision = make_decision()
    told = json.loads(rendered(decision, ".json"))
    assert told == json.loads(json.dumps(decision.to_dict()))


def test_focus_rows_are_the_bills(tmp_path: Path) -> None:
    decision = make_decision()
    rows = list(csv.DictReader(rendered(decision, ".csv").decode().splitlines()))
    best = [
        float(r["BilledCost"]) for r in rows if decision.best and decision.best.id in r.values()
    ]
    assert decision.best is not None
    assert sum(best) == pytest.approx(decision.best.usd_per_month)


@pytest.mark.parametrize("name", ["a.docx", "a", "html"])
def test_another_ending_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a report ends in \.html, \.pdf, \.md, \.json, \.xlsx"):
        check_report_path(tmp_path / name)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="make it first"):
        check_report_path(tmp_path / "no" / "a.md")


def test_endings_may_be_in_capitals(tmp_path: Path) -> None:
    check_report_path(tmp_path / "A.MD")
