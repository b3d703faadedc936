from datetime import date
from pathlib import Path

import pytest

from breakeven.domain.errors import ManyProblems
from breakeven.inputs import facts
from breakeven.inputs.catalog import Catalog, load_catalog
from breakeven.inputs.checks import check

DAY = date(2026, 11, 25)
SOURCE = '[contract]\ntitle = "Contract"\ndate = 2026-01-02\n'
LINE = """
[[overhead]]
id = "guards"
value = 100
low = 50
high = 200
unit = "USD/month"
description = "guards of the room"
line = "guards"
basis = "usd-per-month"
kinds = ["owned"]
date = 2026-01-02
source = "contract"
"""
STAFF = """
[[assumption]]
id = "people_share"
value = 0.5
low = 0.4
high = 0.6
unit = "share of an engineer"
description = "our people"
date = 2026-01-02
source = "contract"
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(as_of=DAY)


def overlay(folder: Path, **files: str) -> Path:
    for name, text in {"sources": SOURCE, **files}.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


def test_overheads_are_assumptions_too(catalog: Catalog) -> None:
    for overhead in catalog.overheads:
        assert catalog.assumptions[overhead.id] == overhead.assumption
    assert catalog.assumptions["people_share"].value == 0.2


def test_who_pays_by_the_token_pays_nothing_else_each_month(catalog: Catalog) -> None:
    by_token = {"api", "hosted", "reserved_api"}
    monthly = [o for o in catalog.overheads if by_token & set(o.kinds) and not o.is_once]
    assert monthly
    assert {o.value for o in monthly} == {0.0}


def test_an_overlay_adds_lines_and_sets_ours(tmp_path: Path) -> None:
    folder = overlay(tmp_path, overheads=LINE, assumptions=STAFF)
    held = {o.id: o for o in load_catalog(as_of=DAY, overlay=folder).overheads}
    assert (held["guards"].line, held["guards"].kinds) == ("guards", ("owned",))
    assert (held["people_share"].value, held["people_share"].line) == (0.5, "people")
    assert check(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"USD/month"', '"USD"', "unit 'USD' does not fit its basis: 'USD/month'"),
        ("value = 100", "value = 10", "10 lies outside 50 to 200"),
        ('id = "guards"', 'id = "people_share"', "an assumption and an overhead have this id"),
        ('basis = "usd-per-month"', 'basis = "monthly"', "basis: must be"),
        ('kinds = ["owned"]', "kinds = []", "kinds"),
        ('line = "guards"', 'lines = "guards"', "unknown key 'lines'; did you mean line?"),
    ],
)
def test_rules(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = overlay(tmp_path, overheads=LINE.replace(old, new), assumptions=STAFF)
    found = check(folder)
    assert any(said in problem for problem in found), found


def test_a_wrong_line_is_refused_when_read(tmp_path: Path) -> None:
    folder = overlay(tmp_path, overheads=LINE.replace('"owned"', '"own"'))
    with pytest.raises(ManyProblems, match="kinds"):
        _ = load_catalog(as_of=DAY, overlay=folder).overheads


def test_shown_once_and_found_by_line(catalog: Catalog) -> None:
    shown = facts.show(catalog, "people_share")
    assert (shown["kind"], shown["value"], shown["unit"]) == (
        "overhead",
        0.2,
        "share of an engineer",
    )
    values = shown["values"]
    assert isinstance(values, list)
    assert ("basis", "engineers") in [(v["name"], v["value"]) for v in values]
    assert "egress_usd_per_gb" in {f["id"] for f in facts.find(catalog, "egress")}
    ids = [f["id"] for f in facts.find(catalog, "people_share")]
    assert ids.count("people_share") == 1
