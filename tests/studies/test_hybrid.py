"""Hybrids in a decision: sums of their lines, the cheapest split, the regions with them."""

import numpy as np
import pytest

from breakeven.domain.rules import Rules
from breakeven.economics.hybrid_curve import HybridCurve
from breakeven.studies.hybrid import hybrids, with_hybrids
from tests.studies.portfolio.world import demanded

VOLUME = 8e6


def test_lines_sum_to_the_month_and_the_curve() -> None:
    one = demanded("a", requests_per_day=VOLUME)
    mixed = with_hybrids(one.found, one.question, ())
    assert mixed.options
    for option, hybrid in zip(mixed.options, hybrids(one.found, one.question), strict=True):
        usd = sum(line.usd_per_month for line in option.lines)
        assert option.usd_per_month == pytest.approx(usd, rel=1e-9)
        assert option.usd_per_month == pytest.approx(float(hybrid.curve.cost(VOLUME)))
        assert option.kind == "hybrid"
        assert "+" in option.id


def test_each_is_the_cheapest_of_its_pairs() -> None:
    one = demanded("a", requests_per_day=VOLUME)
    best = hybrids(one.found, one.question)[0]
    fleet, tokens = one.found.curve.pick(best.fleet), one.found.curve.pick(best.tokens)
    assert isinstance(best.curve, HybridCurve)
    assert float(best.curve.cost(VOLUME)) <= float(tokens.cost(VOLUME)) + float(fleet.fixed)
    assert 0.0 < best.curve.overflow(VOLUME)[0] < 1.0


def test_without_tokens_there_is_none() -> None:
    one = demanded("a", requests_per_day=VOLUME, rules=Rules(data_stays="own-machines"))
    assert not hybrids(one.found, one.question)


def test_regions_say_who_is_the_cheapest() -> None:
    from breakeven.economics.envelope import regions

    one = demanded("a", requests_per_day=VOLUME)
    found = one.found
    areas = regions(found.curve, found.ids, low=VOLUME / 30, high=VOLUME * 30)
    mixed = with_hybrids(found, one.question, areas)
    curves = {b.id_of(found): b.curve for b in hybrids(found, one.question)}
    for volume in np.geomspace(VOLUME / 29, VOLUME * 29, 25):
        least = min(
            float(np.min(np.asarray(found.curve.cost(volume)))),
            *(float(c.cost(volume)) for c in curves.values()),
        )
        area = next(r for r in mixed.regions if volume <= (r.to_requests_per_day or np.inf))
        winner = curves.get(area.cheapest) or found.curve.pick(found.ids.index(area.cheapest))
        assert float(winner.cost(volume)) == pytest.approx(least, rel=1e-9)
