from dataclasses import replace
from datetime import date

from breakeven.domain.offers import Excuse, RentalOffer, Setup
from breakeven.domain.provenance import Provenance
from breakeven.economics.sizing import CapacityReport, MemoryReport, RateRange, Sizing, Tried
from breakeven.outputs.size_table import size_table
from tests.outputs.conftest import Shown

SIZING = Sizing(
    setup=Setup(model="llama-3.1-8b", accelerator="L4", count=1, precision="fp8", engine="vllm"),
    memory=MemoryReport(
        fits=True,
        weights_gib=8.49,
        kv_cache_gib=10.1,
        overhead_gib=1.8,
        activation_gib=1.2,
        visible_gib=22.2,
        kv_tokens=165_000,
        max_context_tokens=131_072,
        max_sequences=80,
        context_tokens=2048,
    ),
    capacity=CapacityReport(
        requests_per_second=1.25,
        output_tokens_per_second=250.0,
        batch=11.0,
        ttft_p50_ms=210.0,
        ttft_p99_ms=980.0,
        tpot_p50_ms=41.0,
        tpot_p99_ms=50.0,
        limit="tpot",
    ),
    excuse=None,
    range=RateRange(low=0.9, high=1.6),
    usd_per_million_output_tokens=0.78,
    rental=RentalOffer(
        provider="gcp",
        instance="g2-standard-4",
        region="us-central1",
        accelerator="L4",
        accelerator_count=1,
        purchase="on-demand",
        usd_per_hour=0.71,
        provenance=Provenance(source="gcp-prices", date=date(2026, 8, 1)),
    ),
    basis="coefficients of vllm on ada, error 18 %",
)


def test_what_fits(shown: Shown) -> None:
    text = shown(size_table(SIZING))
    assert "llama-3.1-8b on 1 x L4, fp8: fits and serves 1.25 requests a second." in text
    assert "1.25 requests a second, likely 0.9 to 1.6" in text
    assert "the target on the further tokens" in text
    assert "$0.780 per million output tokens" in text
    assert "gcp g2-standard-4 at $0.710 an hour (gcp-prices, 2026-08-01)" in text


def test_what_does_not_fit_says_so_with_the_numbers(shown: Shown) -> None:
    memory = replace(SIZING.memory, fits=False, weights_gib=65.0, kv_cache_gib=-48.0, kv_tokens=0)
    poor = replace(SIZING, memory=memory, capacity=None, range=None)
    text = shown(size_table(poor))
    assert "does not fit.\nEach GPU needs 66.8 GiB before any cache and has 22.2 GiB." in text
    assert "There is no room for a cache." in text


def test_an_excuse_goes_first(shown: Shown) -> None:
    excuse = Excuse(reason="misses-latency-target", detail="an idle replica needs 90 ms a token")
    text = shown(size_table(replace(SIZING, capacity=None, excuse=excuse)))
    assert "fits, but cannot be used so.\nan idle replica needs 90 ms a token" in text


def test_how_the_rate_was_found(shown: Shown) -> None:
    assert SIZING.capacity is not None
    tried = Tried(requests=8_192, requests_from="of the log's busiest hours", simulations=6)
    guess = replace(SIZING.capacity, requests_per_second=1.5)
    text = " ".join(shown(size_table(replace(SIZING, tried=tried, closed_form=guess))).split())
    assert "simulating 8,192 requests of the log's busiest hours;" in text
    assert "the closed form says 1.5, 20 % more" in text
    assert "by the closed form: no" in shown(
        size_table(replace(SIZING, note="by the closed form: no"))
    )
