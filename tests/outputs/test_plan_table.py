from io import StringIO

from breakeven.outputs.plan_table import plan_table
from breakeven.outputs.tables import console
from breakeven.studies.portfolio.answer import PortfolioPlan
from tests.outputs.plans import make_plan, make_shared_plan


def text(found: PortfolioPlan) -> str:
    file = StringIO()
    console(file, width=110).print(plan_table(found))
    return file.getvalue()


def test_the_answer_says_what_no_plan_beats_and_what_sharing_saves() -> None:
    said = text(make_plan())
    assert "$1,000 a month" in said
    assert "no plan costs less than $995 (gap 0.50%)" in said
    assert "$250 more" in said


def test_a_workload_is_named_once_with_its_shares() -> None:
    lines = text(make_plan()).splitlines()
    chat = [i for i, line in enumerate(lines) if line.startswith("chat")]
    assert len(chat) == 1
    assert "70 %" in lines[chat[0]]
    assert any("gpt-4o-mini from openai" in line and "30 %" in line for line in lines)


def test_a_missed_target_is_loud() -> None:
    assert "MISSED" not in text(make_plan())
    assert "MISSED" in text(make_plan(missed=True))


def test_rules_have_prices_and_machines_their_commitment() -> None:
    said = text(make_plan())
    assert "data stays" in said
    assert "$120" in said
    assert "2 reserved-1y" in said
    assert "a clause" in said


def test_models_on_the_same_machines_say_what_they_take_and_whether_they_were_simulated() -> None:
    said = " ".join(text(make_shared_plan()).split())
    assert "phi-4 beside llama-3.1-8b, sharing 1 x L4, aws" in said
    assert "llama-3.1-8b (chat) with 40 % of its cache, phi-4 (tags) with 25 %" in said
    assert "17.5 of 20.0 GiB held on each GPU" in said
    assert "61 % busy in the fullest hour, of 70 % at most (assumed); not simulated" in said
    assert "same machines" not in text(make_plan())


def test_the_json_holds_what_models_share() -> None:
    plain, shared = (f.to_dict()["fleets"][0] for f in (make_plan(), make_shared_plan()))  # type: ignore[index]
    assert plain["shared"] is None
    assert [m["model"] for m in shared["shared"]["models"]] == ["llama-3.1-8b", "phi-4"]
    assert shared["shared"]["models"][0]["workloads"] == ["chat"]
