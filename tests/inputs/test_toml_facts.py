from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from breakeven.domain.errors import InputError, ManyProblems
from breakeven.domain.provenance import Assumption, Source
from breakeven.inputs.toml_facts import read_named_tables, read_tables

GOOD = """
[[assumption]]
id = "hours"
value = 8.5
low = 7
high = 9
unit = "hours"
description = "a day's work"
date = 2026-01-02
source = "judgement"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "assumptions.toml"
    path.write_text(text, "utf-8")
    return path


def problems_of(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ManyProblems) as caught:
        read_tables(written(folder, text), "assumption", Assumption)
    return caught.value.problems


def test_reads_a_fact_with_its_provenance(tmp_path: Path) -> None:
    (fact,) = read_tables(written(tmp_path, GOOD), "assumption", Assumption)
    assert fact.value == 8.5
    assert isinstance(fact.value, float)
    assert fact.provenance.date == date(2026, 1, 2)
    assert fact.provenance.source == "judgement"


def test_names_all_problems_with_their_lines(tmp_path: Path) -> None:
    text = GOOD + GOOD.replace("low = 7", "lov = 7").replace("8.5", '"many"')
    found = problems_of(tmp_path, text)
    assert any(p.startswith("line 15: unknown key 'lov'; did you mean low?") for p in found)
    assert any(p.startswith("line 14: value: must be a valid number") for p in found)
    assert any("low is missing" in p for p in found)


@pytest.mark.parametrize("key", ["date", "source"])
def test_wants_date_and_source(tmp_path: Path, key: str) -> None:
    lines = [line for line in GOOD.splitlines() if not line.startswith(key)]
    assert any(f"{key} is missing" in p for p in problems_of(tmp_path, "\n".join(lines)))


@pytest.mark.parametrize("value", ["inf", "nan"])
def test_refuses_numbers_that_are_none(tmp_path: Path, value: str) -> None:
    found = problems_of(tmp_path, GOOD.replace("8.5", value))
    assert found[0].startswith("line 4: value must be")


def test_unknown_table_and_single_brackets(tmp_path: Path) -> None:
    assert "did you mean assumption?" in problems_of(tmp_path, "[[assumptoin]]\nid = 'a'")[0]
    assert "two brackets" in problems_of(tmp_path, "[assumption]\nid = 'a'")[0]


def test_syntax_error_has_file_and_line(tmp_path: Path) -> None:
    path = written(tmp_path, "[[assumption]]\nid = \n")
    with pytest.raises(InputError, match="is not TOML") as caught:
        read_tables(path, "assumption", Assumption)
    assert caught.value.where == f"{path}:2"


def test_named_tables_carry_their_id(tmp_path: Path) -> None:
    path = written(tmp_path, '[our-contract]\ntitle = "Contract"\ndate = 2026-01-02\n')
    assert read_named_tables(path, Source)[0].id == "our-contract"
    path = written(tmp_path, '[our-contract]\ntitel = "Contract"\ndate = 2026-01-02\n')
    with pytest.raises(ManyProblems, match="line 2: unknown key 'titel'; did you mean title"):
        read_named_tables(path, Source)


@given(raw=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_any_bytes_are_read_or_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "fuzz.toml"
    path.write_bytes(raw)
    with suppress(InputError):  # anything else is a bug
        read_tables(path, "assumption", Assumption)
