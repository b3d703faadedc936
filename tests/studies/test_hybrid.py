"""Hybrids in a decision: sums of their lines, the cheapest split, the regions with them."""

import numpy as np
import pytest

from breakeven.domain.rules import Rules
from breakeven.economics.hybrid_curve import HybridCurve
from breakeven.studies.hybrid import hybrids
from breakeven.studies.mixing import with_mixtures
from tests.studies.portfolio.world import demanded

VOLUME = 8e6


@pytest.mark.parametrize("simulate", [False, True])
def test_lines_sum_to_the_month_and_the_curve(simulate: bool) -> None:
    one = demanded("a", requests_per_day=VOLUME)
    found = hybrids(one.found, one.question, simulate=simulate)
    assert found
    for hybrid in found:
        option = hybrid.option(one.question)
        usd = sum(line.usd_per_month for line in option.lines)
        assert option.usd_per_month == pytest.approx(usd, rel=1e-6)
        assert option.usd_per_month == pytest.approx(float(hybrid.curve.cost(VOLUME)))
        assert option.kind == "hybrid"
        assert "+" in option.id
        assert (option.overflow is not None) == simulate


def test_no_more_overflows_at_the_peak_than_may_go_outside() -> None:
    one = demanded("a", requests_per_day=VOLUME, rules=Rules(sensitive_share=0.999))
    assert not hybrids(one.found, one.question)


def test_each_is_the_cheapest_of_its_pairs() -> None:
    one = demanded("a", requests_per_day=VOLUME)
    best = hybrids(one.found, one.question)[0]
    fleet, tokens = (part.curve for part in best.parts)
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
    mixed = hybrids(found, one.question)
    laid = with_mixtures(areas, found, mixed)
    curves = {b.id: b.curve for b in mixed}
    for volume in np.geomspace(VOLUME / 29, VOLUME * 29, 25):
        least = min(
            float(np.min(np.asarray(found.curve.cost(volume)))),
            *(float(c.cost(volume)) for c in curves.values()),
        )
        area = next(r for r in laid if volume <= (r.to_requests_per_day or np.inf))
        winner = curves.get(area.cheapest) or found.curve.pick(found.ids.index(area.cheapest))
        assert float(winner.cost(volume)) == pytest.approx(least, rel=1e-9)
