from datetime import date
from pathlib import Path

from breakeven.domain.provenance import Assumption, Provenance
from breakeven.inputs import kinds
from breakeven.inputs.store import Entry, holding


def entry(value: float, day: date, *, private: bool = False) -> Entry[Assumption]:
    fact = Assumption(
        id="a",
        value=value,
        low=value,
        high=value,
        unit="",
        description="",
        provenance=Provenance(source="s", date=day),
    )
    return Entry(fact=fact, path=Path("a.toml"), private=private)


OLD, NEW = date(2024, 1, 1), date(2026, 1, 1)


def held(day: date, *entries: Entry[Assumption]) -> float:
    return holding(kinds.ASSUMPTIONS, entries, day)["a"].value


def test_the_latest_holds() -> None:
    assert held(NEW, entry(1, OLD), entry(2, NEW)) == 2
    assert held(OLD, entry(1, OLD), entry(2, NEW)) == 1


def test_a_private_one_holds_whatever_its_date() -> None:
    assert held(NEW, entry(1, OLD, private=True), entry(2, NEW)) == 1
    assert held(OLD, entry(2, OLD), entry(1, NEW, private=True)) == 2


def test_what_is_not_dated_holds_before_its_date() -> None:
    assert held(date(2020, 1, 1), entry(1, OLD), entry(2, NEW)) == 1
