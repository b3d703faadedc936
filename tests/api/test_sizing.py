"""`size` on models and cards that people ask about."""

import pytest

import breakeven as be
from breakeven.domain.errors import InputError, UnknownName


def test_a_small_model_fits_and_its_rate_lies_in_its_range() -> None:
    found = be.size("meta-llama/Llama-3.1-8B-Instruct", gpu="h100_sxm")
    assert found.memory.fits
    assert found.capacity is not None
    assert found.range is not None
    assert found.range.low < found.capacity.requests_per_second < found.range.high
    assert found.usd_per_million_output_tokens
    assert found.setup.accelerator == "H100-SXM"


@pytest.mark.parametrize(
    ("model", "gpu", "count", "said"),
    [
        ("llama-2-13b", "A10G", 1, "weights 24.2 GiB"),
        ("llama-3.1-405b", "H100", 8, "weights 94.5 GiB"),
    ],
)
def test_what_does_not_fit_says_so_with_the_numbers(
    model: str, gpu: str, count: int, said: str
) -> None:
    found = be.size(model, gpu=gpu, count=count, precision="bf16")
    assert not found.memory.fits
    assert found.capacity is None
    assert found.excuse is not None
    assert found.excuse.reason == "does-not-fit-in-memory"
    assert said in found.excuse.detail


def test_70b_on_two_80_gb_cards_leaves_almost_no_cache() -> None:
    found = be.size("llama-3.1-70b", gpu="A100-80", count=2, precision="bf16")
    assert not found.memory.fits
    assert 0 < found.memory.kv_tokens < 3_000
    assert found.excuse is not None
    assert "KV cache of" in found.excuse.detail


def test_a_context_that_the_cache_cannot_hold_does_not_fit() -> None:
    assert be.size("qwen3-32b", gpu="H100", context=16_000).memory.fits
    assert not be.size("qwen3-32b", gpu="H100", context=40_000).memory.fits


def test_a_proprietary_model_cannot_be_hosted() -> None:
    with pytest.raises(InputError, match="cannot be hosted"):
        be.size("gpt-4o", gpu="H100")


def test_a_misspelt_card_gets_a_hint() -> None:
    with pytest.raises(UnknownName, match="RTX-4090"):
        be.size("llama-3.1-8b", gpu="RTX-4909")


def test_a_tensor_parallel_size_must_be_the_count() -> None:
    with pytest.raises(InputError, match="tensor-parallel"):
        be.size("llama-3.1-8b", gpu="H100", count=2, tensor_parallel=3)


def test_more_gpus_serve_more() -> None:
    rates = []
    for count in (1, 2, 4):
        found = be.size("qwen3-32b", gpu="H100", count=count, precision="fp8")
        assert found.capacity is not None
        rates.append(found.capacity.requests_per_second)
    assert rates == sorted(rates)


def test_a_full_machine_is_priced_by_the_replica() -> None:
    found = be.size("llama-3.1-8b", gpu="L40S", precision="fp8")
    assert found.rental is not None
    held = found.rental.accelerator_count
    alone = be.cross("api:gpt-4o", "self:llama-3.1-8b@L40Sx1", input_tokens=500, output_tokens=200)
    machine = alone.curves["self:llama-3.1-8b@L40Sx1"]
    smallest = float(machine.step_usd) / (24 * 30.4375)
    assert found.rental.usd_per_hour / held <= smallest * (1 + 1e-9)
