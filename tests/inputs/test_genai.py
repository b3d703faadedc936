from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from genai_prices import Usage, calc_price
from genai_prices.types import (
    ClauseEquals,
    ConditionalPrice,
    ModelInfo,
    ModelPrice,
    StartDateConstraint,
    TimeOfDateConstraint,
)

from breakeven.inputs import genai
from breakeven.inputs.listings import Listing

DAY = date(2026, 11, 20)


def price_of(provider: str, reference: str, day: date = DAY):  # type: ignore[no-untyped-def]
    listing = Listing(provider=provider, reference=reference, model="m", kind="api")
    found = genai.quote(listing, day, known_until=date(2026, 11, 10))
    assert found is not None
    return found.offer


@pytest.mark.parametrize("inputs", [500, 100_000, 128_000, 128_001, 199_999, 200_001, 300_000])
@pytest.mark.parametrize(
    ("provider", "reference"),
    [
        ("openai", "gpt-4o-mini"),
        ("google", "gemini-1.5-pro"),
        ("google", "gemini-2.5-pro"),
        ("anthropic", "claude-sonnet-4-5"),
        ("openai", "gpt-5.5"),
    ],
)
def test_a_request_costs_what_the_package_says(provider: str, reference: str, inputs: int) -> None:
    offer = price_of(provider, reference)
    tier = [p for p in offer.prices if p.above_input_tokens == 0 or inputs > p.above_input_tokens][
        -1
    ]
    ours = inputs * tier.input_usd_per_million_tokens + 700 * tier.output_usd_per_million_tokens
    theirs = calc_price(
        Usage(input_tokens=inputs, output_tokens=700),
        reference,
        provider_id=provider,
        genai_request_timestamp=datetime(2026, 11, 20, 12, tzinfo=UTC),
    )
    assert ours / 1e6 == pytest.approx(float(theirs.total_price))


def test_prices_of_the_day() -> None:
    assert price_of("openai", "o3", date(2025, 6, 1)).prices[0].output_usd_per_million_tokens == 40
    assert price_of("openai", "o3").prices[0].output_usd_per_million_tokens == 8


def test_batch_discount_and_cached_input() -> None:
    offer = price_of("openai", "gpt-4o")
    assert offer.batch_discount == pytest.approx(0.5)
    assert offer.prices[0].cached_input_usd_per_million_tokens == 1.25
    assert price_of("perplexity", "sonar").usd_per_thousand_requests == 12


def test_other_prices_at_some_hours_stand_beside_the_usual() -> None:
    chat = price_of("deepseek", "deepseek-chat")
    assert chat.prices[0].input_usd_per_million_tokens == 0.135
    [window] = chat.at_hours
    assert (window.start_hour_utc, window.end_hour_utc) == (0.5, 16.5)
    assert window.prices[0].input_usd_per_million_tokens == 0.27
    flash = price_of("deepseek", "deepseek-v4-flash", date(2026, 8, 1))
    assert flash.prices[0].input_usd_per_million_tokens == 0.14


def test_provenance_names_version_and_day() -> None:
    provenance = price_of("openai", "gpt-4o").provenance
    assert provenance.source == genai.package()
    assert provenance.date == date(2026, 11, 10)
    assert price_of("openai", "o3", date(2026, 1, 5)).provenance.date == date(2026, 1, 5)


def test_an_undated_price_does_not_claim_an_earlier_day() -> None:
    offer = price_of("openai", "gpt-4o", date(2025, 1, 5))
    assert offer.provenance.date == date(2026, 11, 10)
    assert "undated: price of 2026-11-10" in offer.provenance.note
    assert "undated" not in price_of("openai", "gpt-4o").provenance.note


def test_unknown_entries() -> None:
    assert genai.look_up("no-such-model", "openai") is None
    assert genai.look_up("gpt-4o", "no-such-provider") is None
    nothing = Listing(provider="openai", reference="no-such", model="m", kind="api")
    assert genai.quote(nothing, DAY, known_until=DAY) is None


def test_package_is_not_older_than_its_newest_price() -> None:
    assert genai.newest_start() <= date.today()


def test_prices_by_the_hour_hold_since_the_last_dated_price() -> None:
    first, hourly = (
        ModelPrice(input_mtok=Decimal(1), output_mtok=Decimal(2)),
        ModelPrice(input_mtok=Decimal(3), output_mtok=Decimal(4)),
    )
    window = TimeOfDateConstraint(
        start_time=time(9, 30, tzinfo=timezone(timedelta(hours=8))),
        end_time=time(12, 0, tzinfo=timezone(timedelta(hours=8))),
    )
    model = ModelInfo(
        id="m",
        match=ClauseEquals(equals="m"),
        prices=[
            ConditionalPrice(constraint=None, prices=first),
            ConditionalPrice(constraint=StartDateConstraint(date(2026, 9, 10)), prices=first),
            ConditionalPrice(constraint=window, prices=hourly),
        ],
    )
    assert genai.at_hours(model, date(2026, 9, 9)) == ()
    [found] = genai.at_hours(model, date(2026, 9, 10))
    assert (found.start_hour_utc, found.end_hour_utc) == (1.5, 4.0)
    assert found.prices[0].input_usd_per_million_tokens == 3.0
