from datetime import UTC, date, datetime

import pytest
from genai_prices import Usage, calc_price

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


def test_time_of_day_takes_the_longer_part_of_the_day() -> None:
    assert price_of("deepseek", "deepseek-chat").prices[0].input_usd_per_million_tokens == 0.27
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
