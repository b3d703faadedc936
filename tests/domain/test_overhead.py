from breakeven.domain.overhead import BASES, UNITS, Overhead
from breakeven.domain.provenance import Assumption, Provenance

SAID = Provenance(source="example")


def overhead(**changed: object) -> Overhead:
    known: dict[str, object] = {
        "id": "a",
        "value": 1.0,
        "low": 0.0,
        "high": 2.0,
        "unit": "USD/month",
        "description": "",
        "line": "logs",
        "basis": "usd-per-month",
        "kinds": ("rented",),
        "provenance": SAID,
    }
    return Overhead(**{**known, **changed})  # type: ignore[arg-type]


def test_every_basis_has_a_unit() -> None:
    assert set(BASES) == set(UNITS)


def test_the_assumption_is_the_value_alone() -> None:
    plain = overhead().assumption
    assert type(plain) is Assumption
    assert (plain.value, plain.low, plain.high, plain.provenance) == (1.0, 0.0, 2.0, SAID)


def test_an_assumption_sets_the_value_and_keeps_the_line() -> None:
    own = Provenance(source="contract")
    said = Assumption(id="a", value=7, low=6, high=8, unit="", description="", provenance=own)
    changed = overhead().with_value(said)
    assert (changed.value, changed.low, changed.high, changed.provenance) == (7, 6, 8, own)
    assert (changed.line, changed.basis, changed.unit) == ("logs", "usd-per-month", "USD/month")


def test_what_is_paid_once() -> None:
    assert [b for b in BASES if overhead(basis=b).is_once] == ["usd-once", "engineer-hours-once"]
