from datetime import date

import pytest

from breakeven.domain.errors import InputError, UnknownName
from breakeven.inputs import facts
from breakeven.inputs.catalog import Catalog, load_catalog

KEYS = {"id", "kind", "name", "value", "unit", "date", "source", "url", "verified", "note"}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(as_of=date(2026, 11, 24))


def test_every_found_fact_has_value_date_and_source(catalog: Catalog) -> None:
    found = facts.find(catalog, "llama 8b")
    assert {f["id"] for f in found} >= {"llama-3.1-8b", "hosted:groq/llama-3.1-8b"}
    for fact in found:
        assert set(fact) == KEYS
        assert fact["value"] is not None
        assert fact["date"]
        assert fact["source"]


def test_nothing_found_and_nothing_asked(catalog: Catalog) -> None:
    assert facts.find(catalog, "no-such-thing") == []
    with pytest.raises(InputError):
        facts.find(catalog, " ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("H100", ("memory_gb", 80.0, "GB")),
        ("H100-SXM", ("bandwidth_gb_per_second", 3350.0, "GB/s")),
        ("llama-3.1-8b", ("architecture.layers", 32, "")),
        ("api:gpt-4o", ("output_usd_per_million_tokens", 10.0, "USD/million tokens")),
        ("burst_minute", ("value", 1.52, "ratio")),
        ("int4", ("weight_bits", 4.16, "bits")),
        ("llama-3.1-community", ("commercial_use", True, "")),
    ],
)
def test_shows_all_values(catalog: Catalog, name: str, value: tuple[str, object, str]) -> None:
    shown = facts.show(catalog, name)
    values = shown["values"]
    assert isinstance(values, list)
    assert value in [(f["name"], f["value"], f["unit"]) for f in values]
    assert shown["source"]


def test_unknown_fact(catalog: Catalog) -> None:
    with pytest.raises(UnknownName):
        facts.show(catalog, "no-such-fact-at-all")


def test_every_listed_fact_can_be_shown(catalog: Catalog) -> None:
    for fact in facts.find(catalog, "groq")[:10] + facts.find(catalog, "rental lambda")[:5]:
        assert facts.show(catalog, str(fact["id"]))["id"] == fact["id"]


@pytest.mark.parametrize(
    ("word", "fact_id", "value"),
    [
        ("tokenizer qwen english", "tokenizer:qwen/english", 1.037),
        ("verbosity open-reasoning", "verbosity:open-reasoning", 2.4),
        ("quality change nf4", "quantised:llama-3.1-70b/nf4/long-context", -32.0),
        ("tokens gpt-4o", "tokens:gpt-4o", "o200k"),
    ],
)
def test_facts_on_tokens_and_fewer_bits_are_found(
    catalog: Catalog, word: str, fact_id: str, value: object
) -> None:
    found = {f["id"]: f["value"] for f in facts.find(catalog, word) if f["name"] != "reasoning"}
    assert found[fact_id] == value
    assert facts.show(catalog, fact_id)["value"] == value
