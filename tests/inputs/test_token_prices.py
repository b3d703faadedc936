from datetime import date
from pathlib import Path

import pytest

from breakeven.domain.errors import AmbiguousName, InputError, UnknownName
from breakeven.inputs.catalog import Catalog, load_catalog

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(as_of=DAY)


@pytest.mark.parametrize(
    ("name", "offer"),
    [
        ("api:gpt-4o-mini", "api:openai/gpt-4o-mini"),
        ("api:azure/gpt-4o", "api:azure/gpt-4o"),
        ("api:claude-opus-4-5", "api:anthropic/claude-opus-4-5"),
        ("hosted:groq/llama-3.1-8b", "hosted:groq/llama-3.1-8b"),
        ("hosted:groq/meta-llama/Llama-3.1-8B-Instruct", "hosted:groq/llama-3.1-8b"),
        ("hosted:groq/llama-3.1-8b-instant", "hosted:groq/llama-3.1-8b"),
        ("api:perplexity/sonar", "api:perplexity/sonar"),
    ],
)
def test_offers_by_name(catalog: Catalog, name: str, offer: str) -> None:
    assert catalog.token_offer(name).id == offer


def test_candidates_are_listed(catalog: Catalog) -> None:
    with pytest.raises(AmbiguousName, match=r"hosted:groq/llama-3\.1-8b"):
        catalog.token_offer("hosted:llama-3.1-8b")
    with pytest.raises(InputError, match="there is hosted:"):
        catalog.token_offer("api:llama-3.1-8b")
    with pytest.raises(UnknownName, match="did you mean"):
        catalog.token_offer("api:gpt-4p")
    with pytest.raises(InputError, match="api:PROVIDER/MODEL"):
        catalog.token_offer("gpt-4o")


def test_wrong_and_retired_entries_are_not_used(catalog: Catalog) -> None:
    with pytest.raises(InputError, match="not used"):
        catalog.token_offer("api:deepseek/deepseek-chat")
    for entry in ("hosted:groq/llama-3.1-405b",):
        assert entry not in {o.id for o in catalog.token_offers}


def test_one_offer_for_each_name(catalog: Catalog) -> None:
    ids = [o.id for o in catalog.token_offers]
    assert len(ids) == len(set(ids)) > 300
    assert all(o.prices[0].above_input_tokens == 0 for o in catalog.token_offers)


def overlay_of(folder: Path, text: str) -> Path:
    (folder / "prices" / "api").mkdir(parents=True)
    (folder / "prices" / "api" / "ours.toml").write_text(text, "utf-8")
    return folder


PRICE = """
[[price]]
provider = "openai"
model = "gpt-4o"
input_usd_per_million_tokens = 2.0
output_usd_per_million_tokens = 8.0
date = {day}
source = "contract"
{more}
"""


def test_a_negotiated_price_supersedes_the_list(tmp_path: Path) -> None:
    overlay = overlay_of(tmp_path, PRICE.format(day="2025-05-01", more=""))
    offer = load_catalog(as_of=DAY, overlay=overlay).token_offer("api:gpt-4o")
    assert offer.prices[0].output_usd_per_million_tokens == 8.0
    assert offer.prices[0].cached_input_usd_per_million_tokens == 2.0
    before = load_catalog(as_of=date(2025, 4, 1), overlay=overlay).token_offer("api:gpt-4o")
    assert before.prices[0].output_usd_per_million_tokens == 10.0


def test_tiers_of_one_day_make_one_offer(tmp_path: Path) -> None:
    text = PRICE.format(day="2025-05-01", more="above_input_tokens = 1000") + PRICE.format(
        day="2025-05-01", more="batch_discount = 0.5"
    )
    offer = load_catalog(as_of=DAY, overlay=overlay_of(tmp_path, text)).token_offer("api:gpt-4o")
    assert [p.above_input_tokens for p in offer.prices] == [0, 1000]
    assert offer.batch_discount == 0.5


def test_a_retired_price_is_gone(tmp_path: Path) -> None:
    text = PRICE.format(day="2025-05-01", more="retired = 2025-06-01").replace("openai", "acme")
    overlay = overlay_of(tmp_path, text)
    assert load_catalog(as_of=date(2025, 5, 31), overlay=overlay).token_offer("api:acme/gpt-4o")
    assert not any(o.provider == "acme" for o in load_catalog(overlay=overlay).token_offers)


def test_what_a_provider_shut_down_is_gone_from_that_day(catalog: Catalog) -> None:
    entry = "api:google/gemini-2.0-flash"
    assert entry not in {o.id for o in catalog.token_offers}
    before = load_catalog(as_of=date(2026, 5, 31))
    assert entry in {o.id for o in before.token_offers}


def test_a_price_of_an_unknown_model_is_told_and_an_alias_is_its_model(tmp_path: Path) -> None:
    typo = PRICE.format(day="2025-05-01", more="").replace("gpt-4o", "gpt-4oo")
    with pytest.raises(UnknownName, match=r"ours\.toml:4: no model is called 'gpt-4oo'.*gpt-4o"):
        _ = load_catalog(as_of=DAY, overlay=overlay_of(tmp_path / "typo", typo)).token_offers
    alias = PRICE.format(day="2025-05-01", more="").replace(
        '"gpt-4o"', '"meta-llama/Llama-3.1-8B-Instruct"'
    )
    offers = load_catalog(as_of=DAY, overlay=overlay_of(tmp_path / "alias", alias)).token_offers
    assert "api:openai/llama-3.1-8b" in {o.id for o in offers}
