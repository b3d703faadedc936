"""Requests that must stay at home: what is an option then, and what the two sides cost."""

import numpy as np
import pytest

from breakeven.domain.rules import Rules
from breakeven.studies.sensitive import at_home, is_home, splits
from tests.studies.portfolio.world import demanded

VOLUME = 2e6


def test_without_the_rule_nothing_changes() -> None:
    one = demanded("a", requests_per_day=VOLUME)
    assert at_home(one.found, one.question) is one.found
    assert not splits(one.found, one.question)


def test_an_api_alone_is_excused() -> None:
    one = demanded("a", requests_per_day=VOLUME, rules=Rules(sensitive_share=0.2))
    left = at_home(one.found, one.question)
    assert left.rows
    assert all(is_home(row) for row in left.rows)
    excuses = [r.option.excuse for r in left.refusals if r.option.kind == "api"]
    assert any(e and "20% of the requests must stay at home" in e.detail for e in excuses)


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_each_side_is_the_cheapest_at_its_share(share: float) -> None:
    one = demanded("a", requests_per_day=VOLUME, rules=Rules(sensitive_share=share))
    found = splits(one.found, one.question)
    assert {m.parts[0].row.kind for m in found} == {"rented", "owned"}
    for mixture in found:
        inside, outside = mixture.parts
        assert is_home(inside.row)
        assert not is_home(outside.row)
        assert (inside.share, outside.share) == (share, 1.0 - share)
        costs = {
            home: np.asarray(one.found.curve.cost(VOLUME * part), float)
            for home, part in ((True, share), (False, 1.0 - share))
        }
        least = sum(
            min(
                costs[home][i]
                for i, row in enumerate(one.found.rows)
                if is_home(row) == home and (not home or row.kind == inside.row.kind)
            )
            for home in (True, False)
        )
        option = mixture.option(one.question)
        assert option.usd_per_month == pytest.approx(least, rel=1e-9)
        assert sum(line.usd_per_month for line in option.lines) == pytest.approx(least, rel=1e-9)


def test_all_of_them_at_home_is_no_split() -> None:
    one = demanded("a", requests_per_day=VOLUME, rules=Rules(sensitive_share=1.0))
    assert not splits(one.found, one.question)
