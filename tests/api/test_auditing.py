"""The published cases: each file of examples/claims, and what is known to be wrong with it."""

from pathlib import Path
from typing import Any

import pytest

import breakeven as be
from breakeven.domain.errors import InputError, UnknownName

CLAIMS = Path(__file__).parents[2] / "examples" / "claims"
DAY = "2026-11-01"
WRONG = {
    "aks-crossover": "contradicts-itself",
    "azure-ptu": "contradicts-itself",
    "leanlm-saturation": "contradicts-itself",
    "pan-2509.18101": "contradicts-itself",
    "pan-exaone": "contradicts-itself",
    "lesson-million-requests": "contradicts-itself",
    "routing-without-label": "unlabelled",
    "routellm-mmlu": "cannot-be-checked",
}


def found_in(name: str) -> dict[str, Any]:
    return be.audit(CLAIMS / f"{name}.toml", as_of=DAY).to_dict()  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", sorted(p.stem for p in CLAIMS.glob("*.toml")))
def test_published_case(name: str) -> None:
    found = found_in(name)
    assert found["verdict"] == WRONG.get(name, "holds")
    assert found["source"]


def test_the_crossover_is_a_thousand_times_higher_and_never_reached() -> None:
    month, crossover = found_in("aks-crossover")["answers"]
    assert month["holds"]
    assert crossover["recomputed"] == pytest.approx(1.867e9, rel=0.02)
    assert crossover["ratio"] == pytest.approx(1_100, rel=0.02)
    assert crossover["tokens_per_second"] == pytest.approx(21_609, rel=0.02)
    assert crossover["never"]


def test_a_full_machine_costs_two_dollars_not_a_cent() -> None:
    (one,) = found_in("leanlm-saturation")["answers"]
    assert one["recomputed"] == pytest.approx(2.31, abs=0.01)
    needed = {r["input"]: r["value"] for r in one["would_hold_with"]}
    assert needed["output_tokens_per_second"] == pytest.approx(69_444, rel=1e-3)


def test_payback_table_of_pan_holds_but_for_gemini() -> None:
    found = found_in("pan-2509.18101")
    assert len(found["answers"]) == 36
    for one in found["answers"]:
        assert one["holds"] is (one["given"][1] != "Gemini-2.5-Pro"), one["given"]
    assert {c["quantity"] for c in found["conflicts"]} == {"hours_per_day", "payback_months"}
    hours = [c for c in found["conflicts"] if c["quantity"] == "hours_per_day"]
    assert all(c["computed"] == pytest.approx(176 / 20, rel=0.01) for c in hours)
    twins = [c for c in found["conflicts"] if c["quantity"] == "payback_months"]
    assert len(twins) == 9


def test_a_figure_implies_the_input_that_the_others_need() -> None:
    first, opus, gemini = found_in("pan-exaone")["answers"]
    assert first["holds"] is None
    assert opus["holds"]
    assert opus["implied"]["input"] == "million_tokens_per_month"
    assert opus["implied"]["value"] == pytest.approx(126.9, abs=0.2)
    assert opus["recomputed"] == pytest.approx(0.29, abs=0.005)
    assert gemini["holds"] is False


def test_the_lesson_turned_round() -> None:
    api, own, ratio = found_in("lesson-million-requests")["answers"]
    assert api["recomputed"] == pytest.approx(3_250)
    assert own["recomputed"] == pytest.approx(8_000)
    assert ratio["recomputed"] == pytest.approx(0.41, abs=0.01)


def test_lenovo_by_the_date_of_the_price() -> None:
    before, months, after, later = found_in("lenovo-lp2225")["answers"]
    assert before["recomputed"] == pytest.approx(8_556, abs=1)
    assert months["recomputed"] == pytest.approx(11.9, abs=0.05)
    assert after["recomputed"] == pytest.approx(15_392, abs=1)
    assert later["recomputed"] == pytest.approx(15_392 / 720, abs=0.01)


def test_lenovo_by_purchase_mode_says_what_is_not_public() -> None:
    found = found_in("lenovo-lp2368")
    assert [a["holds"] for a in found["answers"]] == [True, None, None, None, None]
    assert found["missing"] == ["hardware_usd", "cloud_usd_per_hour"]


def test_a_dictionary_is_a_claim() -> None:
    claim = {
        "title": "t",
        "inputs": {"before_usd_per_month": 4_200, "after_usd_per_month": 89},
        "answers": [{"quantity": "saving_share", "value": 98, "unit": "percent"}],
    }
    assert be.audit(claim).holds


def test_recompute() -> None:
    found = be.recompute(
        "breakeven_requests_per_hour", self_usd_per_hour=2.5, api_usd_per_request=0.004
    )
    assert found.value == pytest.approx(625)
    assert found.unit == "requests/h"
    with pytest.raises(UnknownName, match="did you mean hardware_usd"):
        be.recompute("breakeven_hours", hardwareusd=1)
    with pytest.raises(InputError, match=r"needs more inputs: .*cloud_usd_per_hour"):
        be.recompute("breakeven_hours", hardware_usd=1)


def test_terms() -> None:
    names = [t["name"] for t in be.claim_terms("payback")["terms"]]
    assert "payback_months_against_cloud" in names
