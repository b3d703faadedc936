import pytest

from breakeven.domain.stored_decision import StoredDecision
from breakeven.outputs.check_table import check_table, headline, notes, reasons
from breakeven.studies.gate import Verdict, judge
from tests.outputs.conftest import Shown
from tests.studies.stored import API, HOSTED, decision, machine, option

BASELINE = decision(
    option(API, input_tokens=100.0),
    option(HOSTED, input_tokens=200.0),
    asked={"workload.name": "a"},
)
NOTHING = decision(option(API, excuse="licence"), option(HOSTED, excuse="licence"))


def verdict(now: StoredDecision, *, limit: float = 0.1) -> Verdict:
    return judge(now, baseline=BASELINE, max_increase=limit)


def test_all_is_well(shown: Shown) -> None:
    found = shown(check_table(verdict(BASELINE)))
    assert (
        found
        == "Unchanged: gpt-4o-mini from openai at $100 a month, as in the baseline of 2026-09-01"
        " (limit +10 %)"
    )


def test_inside_the_limit(shown: Shown) -> None:
    now = decision(option(API, input_tokens=105.0), volume=105.0, asked={"workload.name": "b"})
    found = verdict(now)
    assert headline(found) == (
        "Unchanged: gpt-4o-mini from openai at $105 a month, +$5.00 or +5 %"
        " against the baseline of 2026-09-01 (limit +10 %)"
    )
    assert reasons(found) == ()
    assert "made of: volume +$5.00" in notes(found)
    assert "asked otherwise: name of the workload: a, now b" in shown(check_table(found))


def test_past_the_limit() -> None:
    found = verdict(decision(option(API, input_tokens=103.0)), limit=0.025)
    assert headline(found) == (
        "Changed: gpt-4o-mini from openai costs $103 a month, +$3.00 or +3 %"
        " against the baseline of 2026-09-01 (limit +2.5 %)"
    )
    assert reasons(found) == (
        "the cheapest option costs $103 a month, +$3.00 or +3 %"
        " against the baseline of 2026-09-01 ($100); the limit is +2.5 %",
        "made of: prices +$3.00",
    )


def test_a_flip(shown: Shown) -> None:
    found = verdict(decision(option(API, input_tokens=100.0), option(HOSTED, input_tokens=90.0)))
    assert headline(found) == "Changed: the recommendation flips to llama-3.1-8b hosted by groq"
    first, second = reasons(found)
    assert first.startswith("the recommendation flips (another kind, model, provider): gpt-4o-mini")
    assert second == "gpt-4o-mini from openai would now cost $100 a month ($0), rank 2 of 2"
    assert shown(check_table(found)).count("\n") > 2


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (decision(option(HOSTED, calls=9.0)), "is no longer among the options"),
        (
            decision(option(HOSTED, calls=9.0), option(API, excuse="price-stale")),
            "is rejected now: price stale: as said",
        ),
    ],
)
def test_what_became_of_the_former_one(now: StoredDecision, said: str) -> None:
    assert reasons(verdict(now))[1] == f"gpt-4o-mini from openai {said}"


def test_nothing_feasible() -> None:
    found = verdict(NOTHING)
    assert headline(found) == "Changed: nothing is feasible any more"
    assert reasons(found) == (
        "nothing is feasible any more; the baseline recommends gpt-4o-mini from openai,"
        " proprietary API, $100 a month",
        "rejected now: licence (2)",
        "gpt-4o-mini from openai is rejected now: licence: as said",
    )
    same = judge(NOTHING, baseline=NOTHING, max_increase=0.1)
    assert headline(same) == "Unchanged: nothing is feasible, as in the baseline"
    back = judge(BASELINE, baseline=NOTHING, max_increase=0.1)
    assert reasons(back)[0].startswith("nothing was feasible in the baseline; now gpt-4o-mini")


def test_other_gpus_are_noted() -> None:
    then = decision(option(machine(), gpus=1, people=5.0))
    now = decision(option(machine(count=2), gpus=2, people=5.0))
    found = judge(now, baseline=then, max_increase=0.1)
    assert reasons(found) == ()
    assert notes(found)[0].startswith("no flip, but another configuration: self:llama-3.1-8b@H100")
