import pytest

from breakeven.inputs.units import unit_of


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("usd_per_hour", "USD/hour"),
        ("bandwidth_gb_per_second", "GB/s"),
        ("memory_gb", "GB"),
        ("dense_tflops.fp8", "TFLOPS"),
        ("input_usd_per_million_tokens above 128000", "USD/million tokens"),
        ("context_tokens", "tokens"),
        ("name", ""),
    ],
)
def test_unit_follows_from_the_name(name: str, unit: str) -> None:
    assert unit_of(name) == unit
