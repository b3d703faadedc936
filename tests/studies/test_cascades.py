"""A small and a large model: who pays for which request, and what the cheapest pair is."""

from dataclasses import replace
from typing import Any

import pytest

from breakeven.domain.cascade import Escalation
from breakeven.domain.errors import NothingFeasible
from breakeven.economics.market import Question
from breakeven.studies.cascades import cascades
from tests.studies.portfolio.world import demanded, market

VOLUME = 3e5


def asked(**changes: Any) -> Question:
    pair = {"small": "llama-3.1-8b", "large": "gpt-4o-mini"}
    plain: dict[str, Any] = {**pair, "kind": "cascade", "share": 0.2, "source": "as given"}
    one = demanded("a", requests_per_day=VOLUME)
    return replace(one.question, escalation=Escalation(**(plain | changes)))


def test_nobody_who_does_not_ask_gets_one() -> None:
    assert not cascades(market(), demanded("a").question, "none")


def test_every_request_pays_the_small_model_and_the_escalated_the_large_one() -> None:
    question = asked()
    best, own = cascades(market(), question, "none")
    for mixture in (best, own):
        small, large = mixture.parts
        assert (small.share, large.share) == (1.0, 0.2)
        assert small.row.candidate.model.id == "llama-3.1-8b"
        assert large.row.candidate.model.id == "gpt-4o-mini"
        usd = float(small.curve.cost(VOLUME)) + float(large.curve.cost(0.2 * VOLUME))
        option = mixture.option(question)
        assert option.usd_per_month == pytest.approx(usd, rel=1e-9)
        assert sum(line.usd_per_month for line in option.lines) == pytest.approx(usd, rel=1e-9)
        assert "waits for the small model's whole answer" in option.flags[0]
    assert own.parts[0].row.kind in ("rented", "owned")
    assert float(best.curve.cost(VOLUME)) <= float(own.curve.cost(VOLUME))


def test_a_router_sends_each_request_to_one_of_them() -> None:
    mixture = cascades(market(), asked(kind="routing"), "none")[0]
    assert [part.share for part in mixture.parts] == [0.8, 0.2]
    assert mixture.id.startswith("routing:")


@pytest.mark.parametrize(("kind", "models"), [("routing", 1), ("cascade", 2)])
def test_where_all_is_escalated(kind: str, models: int) -> None:
    mixture = cascades(market(), asked(kind=kind, share=1.0), "none")[0]
    assert len(mixture.parts) == models


def test_more_escalation_never_costs_less() -> None:
    costs = [
        float(cascades(market(), asked(share=s), "none")[0].curve.cost(VOLUME))
        for s in (0.0, 0.1, 0.5, 1.0)
    ]
    assert costs == sorted(costs)


def test_quality_is_as_measured_or_of_chance() -> None:
    quality = cascades(market(), asked(), "none")[0].quality
    assert quality is not None
    scores = market().quality
    small, large = scores["llama-3.1-8b"].score, scores["gpt-4o-mini"].score
    assert quality.score == pytest.approx(0.8 * small + 0.2 * large)
    measured = cascades(market(), asked(success=0.913, requests=500), "none")[0].quality
    assert measured is not None
    assert "91.3% of 500 final answers were correct" in measured.note


def test_a_model_that_nobody_sells_is_said() -> None:
    base = market()
    empty = replace(
        base,
        token_offers=tuple(o for o in base.token_offers if o.model != "gpt-4o-mini"),
        reserved=(),
    )
    with pytest.raises(NothingFeasible, match="gpt-4o-mini cannot be had"):
        cascades(empty, asked(), "none")
