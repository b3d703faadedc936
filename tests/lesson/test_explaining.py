"""What `explain` says, against the figures of an audit by hand."""

from datetime import date

import pytest

from breakeven.inputs.catalog import Catalog, load_catalog
from breakeven.lesson import CostComparisonAnalyzer, Difference, explain
from breakeven.lesson.bills import cheapest_hosted, crossings
from breakeven.lesson.machines import memory_of


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(as_of=min(date.today(), date(2026, 11, 24)))


@pytest.fixture(scope="module")
def said(catalog: Catalog) -> dict[str, Difference]:
    return {difference.topic: difference for difference in explain(catalog=catalog)}


def test_every_difference_is_complete(said: dict[str, Difference]) -> None:
    assert len(said) == 10
    for difference in said.values():
        for words in (difference.lesson_says, difference.fact, difference.why, difference.source):
            assert words.strip()
            assert "nan" not in words


def test_the_numbers_of_the_audit(said: dict[str, Difference]) -> None:
    facts = {
        "instances": ["4 boxes, $800 a month"],
        "break-even": ["there are 5", "34,188.03", "68,376.07", "102,564.10"],
        "a million requests a month": ["$3,250", "$8,000", "2.5 x dearer"],
        "what an instance serves": ["663 tokens/s, 29 x", "1,231 tokens/s, 266 x"],
        "what fits in 16 bits": ["13B on 24 GB", "405B on 8x 80 GB", "does not fit"],
        "memory saved by quantisation": ["69 %", "47 %"],
        "models of unequal quality": ["1317", "1211: 106 apart"],
        "Llama's licence": ["700 million", "Built with Llama"],
    }
    for topic, parts in facts.items():
        for part in parts:
            assert part in said[topic].fact, topic


def test_the_lesson_s_side_is_computed_by_its_own_rules(said: dict[str, Difference]) -> None:
    assert "5 boxes" in said["instances"].lesson_says
    assert "$1,000 a month" in said["instances"].lesson_says
    assert "34,200" in said["break-even"].lesson_says


def test_the_five_crossings() -> None:
    found = crossings(CostComparisonAnalyzer(), "gpt-4o-mini", "llama-3.1-8b")
    volumes = [crossing.requests_per_day for crossing in found.crossings]
    assert volumes == pytest.approx([200 / 0.00585, 5e4, 400 / 0.00585, 1e5, 600 / 0.00585])
    above = [crossing.above for crossing in found.crossings]
    assert above == ["llama-3.1-8b", "gpt-4o-mini"] * 2 + ["llama-3.1-8b"]


def test_the_large_model_has_no_crossing() -> None:
    assert crossings(CostComparisonAnalyzer(), "gpt-4o", "llama-3.1-70b").never


@pytest.mark.parametrize("model", ["llama-3.1-8b", "llama-3.1-70b"])
def test_a_host_beats_the_lesson_s_full_gpus(catalog: Catalog, model: str) -> None:
    _, price = cheapest_hosted(catalog.token_offers, model)
    cost = CostComparisonAnalyzer().hosting_costs[model]
    assert 0 < price < cost["monthly_cost"] / cost["requests_per_day"] / 30


@pytest.mark.parametrize(
    ("model", "gpu", "count", "fits"),
    [
        ("llama-3.1-70b", "A100-80", 4, True),
        ("llama-2-13b", "A10G", 1, False),
        ("llama-2-13b", "L4", 1, False),
        ("llama-3.1-8b", "A10G", 1, True),
        ("llama-3.1-405b", "H100", 8, False),
    ],
)
def test_what_fits_in_16_bits(
    catalog: Catalog, model: str, gpu: str, count: int, fits: bool
) -> None:
    memory = memory_of(catalog, model, gpu=gpu, count=count)
    assert (float(memory.deficit_gib) == 0) is fits


def test_the_70b_on_two_gpus_has_hardly_any_cache(catalog: Catalog) -> None:
    memory = memory_of(catalog, "llama-3.1-70b", gpu="A100-80", count=2)
    assert 500 < float(memory.kv_tokens) < 4_000
