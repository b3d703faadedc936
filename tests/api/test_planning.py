"""`plan` from a file to an answer, on the shipped facts."""

from pathlib import Path

import pytest

import breakeven as be
from breakeven.domain.errors import InputError, NothingFeasible

LETTERS = """[[workloads]]
name = "letters"
[workloads.workload]
requests_per_day = 400_000
input_tokens = 800
output_tokens = 100
[workloads.rules]
data_stays = "own-machines"
"""

TWO = """
[models]
only = ["llama-3.1-8b", "gpt-4o-mini"]
[costs]
purchases = ["on-demand", "reserved-1y"]
"""
TWO += (
    LETTERS
    + """[[workloads]]
name = "asia"
shift_hours = -9
months = [1, 1, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1]
[workloads.workload]
requests_per_day = 300_000
input_tokens = 500
output_tokens = 90
[workloads.rules]
data_stays = "own-machines"
"""
)


def write(folder: Path, text: str) -> Path:
    path = folder / "portfolio.toml"
    path.write_text(text)
    return path


def test_peaks_that_do_not_coincide_are_shared(tmp_path: Path) -> None:
    found = be.plan(write(tmp_path, TWO), as_of="2026-11-24", simulate="none")
    data = found.to_dict()
    assert data["hours"] == 288
    assert found.usd_per_month < found.alone_usd_per_month
    assert all(a.option.startswith("self:llama-3.1-8b") for a in found.assignments)
    (rule,) = found.rules
    assert rule.rule == "data_stays"
    assert rule.workload == "letters, asia"
    assert rule.usd_per_month == pytest.approx(found.usd_per_month - rule.without_usd_per_month)


def test_one_bill_has_one_month(tmp_path: Path) -> None:
    text = TWO + "[workloads.costs]\ndays_per_month = 30\n"
    with pytest.raises(InputError, match="one bill has one month"):
        be.plan(write(tmp_path, text), simulate="none")


def test_what_is_wrong_says_in_whose_workload(tmp_path: Path) -> None:
    text = TWO.replace('name = "asia"', 'name = "asia"\n').replace(
        "shift_hours = -9", "shift_hours = -90"
    )
    with pytest.raises(InputError, match="between -23 and 23") as caught:
        be.plan(write(tmp_path, text), simulate="none")
    assert caught.value.where == "asia"


@pytest.mark.parametrize("option", [{"gap": -1.0}, {"seconds": float("nan")}])
def test_bad_options_are_said(tmp_path: Path, option: dict[str, float]) -> None:
    with pytest.raises(InputError, match="from 0 on"):
        be.plan(write(tmp_path, TWO), **option)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("[workloads.rules]\nsensitive_share = 0.2\n", "no sensitive_share: write two workloads"),
        ('[workloads.cascade]\nsmall = "llama-3.1-8b"\n', r"no \[cascade\]: write two workloads"),
    ],
)
def test_what_a_plan_takes_as_two_workloads_is_said(
    tmp_path: Path, more: str, message: str
) -> None:
    head = TWO.rpartition("[workloads.rules]")[0]
    with pytest.raises(InputError, match=message) as caught:
        be.plan(write(tmp_path, head + more), simulate="none")
    assert str(caught.value.where).startswith("asia")


def test_adapters_take_memory_and_so_machines(tmp_path: Path) -> None:
    def cost(more: str) -> float:
        text = TWO.replace('name = "asia"\n', f'name = "asia"\n{more}')
        return be.plan(
            write(tmp_path, text), as_of="2026-11-24", simulate="none", rules=False
        ).usd_per_month

    assert cost("adapter_rank = 64\nadapters = 40\n") > cost("adapter_rank = 8\n") * (1 - 1e-3)
    with pytest.raises(InputError, match="needs adapter_rank too"):
        cost("adapters = 4\nadapter_rate = 0.9\n")


CARBON = """
[rules]
max_kg_co2e_per_month_together = {kg}
country = "Germany"
"""
OWNED = TWO.replace('"reserved-1y"', '"owned"')
"""Own machines are the cheapest, and stand where electricity is not green."""


def test_one_budget_of_all_workloads_is_kept_and_priced(tmp_path: Path) -> None:
    """Between what the cheapest plan emits and what every plan does, it costs something."""
    free = be.plan(write(tmp_path, OWNED + CARBON.format(kg=1e9)), simulate="none")
    assert free.carbon
    kg = free.carbon.kg_co2e_per_month
    most = 0.5 * kg
    found = be.plan(write(tmp_path, OWNED + CARBON.format(kg=most)), simulate="none")
    assert found.carbon
    assert 0 < found.carbon.kg_co2e_per_month <= most * (1 + 1e-9)
    assert found.usd_per_month > free.usd_per_month
    assert found.bound_usd_per_month <= found.usd_per_month
    price = next(r for r in found.rules if r.rule == "max_kg_co2e_per_month_together")
    assert price.workload == ""
    assert price.without_usd_per_month == pytest.approx(free.usd_per_month)
    assert price.usd_per_month == pytest.approx(found.usd_per_month - free.usd_per_month)
    assert found.to_dict()["carbon"]


def test_a_budget_that_nothing_keeps_says_the_least(tmp_path: Path) -> None:
    with pytest.raises(NothingFeasible, match=r"every plan emits at least [\d,.]+ kg"):
        be.plan(write(tmp_path, TWO + CARBON.format(kg=0.01)), simulate="none", rules=False)


LICENSED = """
[models]
only = ["llama-3.1-8b", "gpt-oss-20b"]
[costs]
purchases = ["on-demand"]
"""
LICENSED += (
    LETTERS
    + """monthly_users = {users}
"""
)


def test_a_use_that_a_licence_forbids_has_a_price(tmp_path: Path) -> None:
    many = be.plan(write(tmp_path, LICENSED.format(users=800_000_000)), simulate="none")
    few = be.plan(write(tmp_path, LICENSED.format(users=5)), simulate="none")
    (price,) = [r for r in many.rules if r.rule == "monthly_users"]
    assert price.without_usd_per_month == pytest.approx(few.usd_per_month)
    assert [r.rule for r in few.rules] == ["data_stays"]
