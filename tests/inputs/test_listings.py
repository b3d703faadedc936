from datetime import date

from breakeven.domain.provenance import Provenance
from breakeven.inputs.listings import TokenRow, quotes_of


def row(day: date, *, above: float = 0, cached: float | None = None) -> TokenRow:
    return TokenRow(
        kind="hosted",
        provider="host",
        model="m",
        input_usd_per_million_tokens=1,
        output_usd_per_million_tokens=2,
        cached_input_usd_per_million_tokens=cached,
        above_input_tokens=above,
        provenance=Provenance(source="s", date=day),
    )


def test_cached_input_costs_what_other_input_costs_unless_said() -> None:
    day = date(2026, 1, 1)
    assert row(day).price.cached_input_usd_per_million_tokens == 1
    assert row(day, cached=0.0).price.cached_input_usd_per_million_tokens == 0


def test_tiers_of_one_day_are_one_quote_and_private_ones_rank_first() -> None:
    old, new = date(2025, 1, 1), date(2026, 1, 1)
    found = quotes_of({False: [row(new, above=9), row(new)], True: [row(old)]})
    assert len(found) == 2
    assert max(found, key=lambda q: q.rank).private
    listed = next(q for q in found if not q.private)
    assert [p.above_input_tokens for p in listed.offer.prices] == [0, 9]
