"""The months ahead, for people."""

from dataclasses import replace

from breakeven.outputs.prospect_table import FEW, shown_options
from tests.outputs.ahead import ahead, prospect

FLEET = "self:gpt-oss-20b@L4x1,purchase=owned"


def test_the_first_of_each_kind_is_shown_and_a_mixture_is_a_kind_of_its_own() -> None:
    mixture = f"{FLEET}+hosted:novita/gpt-oss-20b"
    options = [ahead(f"api:a/{i}", 1.0, 1.0, p_best=0.0) for i in range(FEW)]
    more = [ahead(name, 2.0, 2.0, p_best=0.0) for name in (mixture, FLEET, f"{FLEET},machine=2")]
    found = replace(prospect(), options=(*options, *more))
    assert [one.id for one in shown_options(found)] == [o.id for o in (*options, *more[:2])]
