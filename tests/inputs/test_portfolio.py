"""A portfolio file: what is said once holds for all, and every mistake has its line."""

from pathlib import Path

import pytest

from breakeven.domain.errors import InputError, ManyProblems
from breakeven.inputs.portfolio import portfolio_of, read_portfolio

GOOD = """
name = "two"
[rules]
commercial = true
monthly_users = 10
[[workloads]]
name = "a"
divisible = true
[workloads.workload]
requests_per_day = 10
[[workloads]]
scenario = "sub/b.toml"
shift_hours = -3
[workloads.rules]
monthly_users = 20
"""


def write(folder: Path, text: str) -> Path:
    (folder / "sub").mkdir()
    (folder / "sub/b.toml").write_text('name = "b"\n[workload]\nusage_log = ["log.csv"]\n')
    path = folder / "portfolio.toml"
    path.write_text(text)
    return path


def test_sections_are_merged(tmp_path: Path) -> None:
    found = read_portfolio(write(tmp_path, GOOD))
    first, second = found.workloads
    assert (found.name, found.allocation) == ("two", "shapley")
    assert (first.name, first.divisible, first.scenario.rules.monthly_users) == ("a", True, 10)
    assert (second.name, second.shift_hours, second.scenario.rules.monthly_users) == ("b", -3, 20)
    assert second.scenario.rules.commercial
    assert second.scenario.workload.usage_log == (str(Path("sub/log.csv")),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = 'x'\n", "line 1: write at least one [[workloads]]"),
        ("nam = 'x'\n[[workloads]]\n", "line 1: unknown key 'nam'; did you mean name?"),
        ("allocation = 'fair'\n[[workloads]]\n", "line 1: allocation: must be one of shapley"),
        ("[[workloads]]\nshift = 2\n", "line 2: unknown key 'shift'; did you mean shift_hours?"),
        ("[[workloads]]\nmonths = [1, 2]\n", "line 2: months: must be 12 values"),
        (
            "[[workloads]]\nname = 'a'\n[workloads.workload]\nrequests_per_day = 1\n"
            "[[workloads]]\n[workloads.workload]\nrequests_per_day = -5\n",
            "line 7: ",
        ),
        (
            "[[workloads]]\n[workloads.rules]\ncomercial = true\n",
            "line 3: unknown key 'comercial'; did you mean commercial?",
        ),
        ("[[workloads]]\nname = 'a'\n[[workloads]]\nname = 'a'\n", "two workloads are called 'a'"),
    ],
)
def test_mistakes_have_their_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ManyProblems) as caught:
        read_portfolio(write(tmp_path, text))
    assert said in str(caught.value)


def test_a_missing_scenario_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml"):
        read_portfolio(write(tmp_path, '[[workloads]]\nscenario = "none.toml"\n'))


def test_the_budget_of_all_is_no_rule_of_each() -> None:
    table = {"workload": {"requests_per_day": 1_000.0, "input_tokens": 9, "output_tokens": 9}}
    key = "max_kg_co2e_per_month_together"
    asked = {"rules": {key: 50, "no_retention": True}, "workloads": [{"name": "a", **table}]}
    found = portfolio_of(asked)
    assert found.max_kg_co2e_per_month_together == 50
    assert found.workloads[0].scenario.rules.no_retention
    for wrong in (0, -1, "much", True, float("inf"), float("nan")):
        with pytest.raises(ManyProblems, match="a number of kg above 0"):
            portfolio_of({**asked, "rules": {key: wrong}})
    inside = {"workloads": [{"name": "a", **table, "rules": {key: 50}}]}
    with pytest.raises(ManyProblems, match="unknown key"):
        portfolio_of(inside)
