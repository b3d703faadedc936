from breakeven.domain.scenario import Scenario
from breakeven.outputs.report import report_of, rerun_of
from breakeven.outputs.report.model import Code, Section, Table
from tests.outputs.ahead import make_ahead
from tests.outputs.handmade import HOSTED, RENTED, make_decision


def sections(**more: object) -> dict[str, Section]:
    return {s.id: s for s in report_of(make_ahead(), **more).sections}  # type: ignore[arg-type]


def rows(section: Section) -> list[tuple[str, ...]]:
    return [row for b in section.blocks if isinstance(b, Table) for row in b.rows]


def test_sections_in_the_order_in_which_one_asks() -> None:
    assert list(sections()) == [
        "warnings",
        "pictures",
        "options",
        "bills",
        "months",
        "rejected",
        "method",
        "assumptions",
        "again",
    ]


def test_what_a_decision_cannot_tell_is_left_out() -> None:
    found = [s.id for s in report_of(make_decision(feasible=False)).sections]
    assert found == ["warnings", "rejected", "method", "assumptions", "again"]


def test_every_assumption_has_value_range_unit_source_and_date() -> None:
    assert rows(sections()["assumptions"]) == [
        (
            "busiest minute over its hour [burst]",
            "1.4",
            "1.1 to 2",
            "ratio",
            "example",
            "2026-08-01",
        ),
        (
            "standard deviation of the predicted speed [speed_error]",
            "18 %",
            "-",
            "share",
            "general knowledge (not verified)",
            "-",
        ),
    ]


def test_bills_have_their_sources_and_sums() -> None:
    found = rows(sections()["bills"])
    assert ("tokens", "$130", "example") in found
    assert found.count(("a month in all", "$130", "")) == 1


def test_rejected_options_are_counted_by_reason() -> None:
    first, second = rows(sections()["rejected"])
    assert first[:2] == ("3", "does not fit in memory")
    assert "needs 810 GB of weights" in first[2]
    assert second[:2] == ("1", "price stale")


def test_months_have_npv_and_payback() -> None:
    found = rows(sections()["months"])
    payback = next(row for row in found if "7.5 months" in row)
    assert payback[1:] == ("$570", "7.5 months", "$290", "40 %")


def test_the_scenario_and_the_command_to_ask_again() -> None:
    decision = make_ahead()
    rerun = rerun_of(Scenario(name="my chat"), as_of=decision.as_of, samples=64, facts="our facts")
    codes = [b.text for b in sections(rerun=rerun)["again"].blocks if isinstance(b, Code)]
    assert codes == [
        'name = "my chat"',
        "breakeven decide scenario.toml --as-of 2026-09-01 --samples 64 --facts 'our facts'",
    ]


def test_the_ranking_has_the_options_with_their_bands() -> None:
    found = rows(sections()["options"])
    assert found[0] == (
        "1",
        "llama-3.1-8b hosted by groq",
        "$130",
        "$0.0610",
        "$101 to $170",
        "92 %",
        "-",
    )
    assert found[2][-1] == "2 GPUs, 4 % used"
    assert {HOSTED, RENTED} < set(make_ahead().curves)
