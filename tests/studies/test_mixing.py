"""Mixtures among the options: how sure they are, in the same worlds as all others."""

import numpy as np
import pytest

from breakeven.studies.hybrid import hybrids
from breakeven.studies.mixing import best_curves, case_of, ranked
from breakeven.studies.prospecting import Draw
from breakeven.studies.sampling import unit_cube
from breakeven.studies.unknowns import unknowns_of
from breakeven.studies.worlds import Worlds
from tests.studies.portfolio.world import demanded

VOLUME = 8e6
DRAW = Draw(cube=unit_cube(64, seed=3), seed=3)


def test_shares_of_being_the_best_sum_to_one_with_mixtures_among_them() -> None:
    one = demanded("a", requests_per_day=VOLUME)
    found = ranked(one.found, hybrids(one.found, one.question), one.question, DRAW)
    options = [*found.plain, *found.mixed]
    assert sum(o.p_best or 0.0 for o in options) == pytest.approx(1.0)
    assert found.mixed
    for option in found.mixed:
        low, high = option.usd_per_month_p05, option.usd_per_month_p95
        assert low is not None
        assert high is not None
        assert 0.0 < low < high
        assert option.regret_usd_per_month is not None
        assert option.regret_usd_per_month >= 0.0


def test_without_a_draw_nothing_is_said_of_how_sure() -> None:
    one = demanded("a", requests_per_day=VOLUME)
    found = ranked(one.found, hybrids(one.found, one.question), one.question, None)
    assert all(o.p_best is None for o in (*found.plain, *found.mixed))


def test_at_the_central_values_a_mixture_costs_what_it_says() -> None:
    one = demanded("a", requests_per_day=VOLUME)
    [best, *_] = hybrids(one.found, one.question)
    places = [one.found.ids.index(row.id) for row in best.rows]
    found = one.found.take(np.array(places))
    unknowns = unknowns_of(found, one.question, ahead=False)
    worlds = Worlds(found=found, question=one.question, unknowns=unknowns)
    curve = worlds.sampled(worlds.central)
    usd = best.usd([case_of(curve, i) for i in range(2)], one.question)
    assert usd == pytest.approx(best.option(one.question).usd_per_month)


def test_the_best_of_the_mixtures_is_drawn() -> None:
    one = demanded("a", requests_per_day=VOLUME)
    some = hybrids(one.found, one.question)
    assert list(best_curves(some, VOLUME)) == [some[0].id]
    assert not best_curves((), VOLUME)
    assert set(best_curves(some, VOLUME, winners=[some[-1].id])) == {some[0].id, some[-1].id}
