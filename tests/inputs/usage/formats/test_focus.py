"""FOCUS rows: meters in several units, and charges that are no tokens."""

import pytest

from breakeven.inputs.usage import read_usage
from breakeven.inputs.usage.formats.focus import direction
from tests.inputs.usage.conftest import Write

HEADER = ("ChargePeriodStart,ChargePeriodEnd,ChargeCategory,SkuMeter,ConsumedQuantity,"
          "ConsumedUnit,BilledCost,BillingCurrency\n")  # fmt: skip
DAY = "2026-05-01T00:00:00Z,2026-05-02T00:00:00Z,"


def test_units_and_directions(write: Write) -> None:
    rows = ("Usage,Claude-input-tokens,1.5,1K tokens,0.5,USD",
            "Usage,Claude-cache-read-input-tokens,2,1K tokens,0.1,USD",
            "Usage,Claude-output-tokens,200,Tokens,0.2,USD",
            "Usage,gpt 4o Inp glbl Tokens,0.001,1M,0.7,USD",
            "Usage,H100 hours,3,Hours,9,USD",
            "Tax,Claude-output-tokens,200,Tokens,0.2,USD",
            "Usage,Claude-output-tokens,100,Tokens,0.2,EUR")  # fmt: skip
    text = HEADER + "".join(f"{DAY}{row}\n" for row in rows)
    found = read_usage(write("focus.csv", text)).summary()
    assert (found.input_tokens, found.cached_input_tokens, found.output_tokens) == (
        1_500 + 2_000 + 1_000, 2_000, 300,
    )  # fmt: skip
    assert found.requests is None
    assert found.usd_billed == pytest.approx(1.5)
    assert found.aside == {"other": 2}
    assert set(found.models) == {"Claude", "gpt 4o"}


@pytest.mark.parametrize(
    ("meter", "expected"),
    [("prompt tokens", "input"), ("Cache Write tokens", "cache_write"), ("cached Inp", "cached"),
     ("completion", "output"), ("storage", None)],
)  # fmt: skip
def test_directions(meter: str, expected: str | None) -> None:
    assert direction(meter) == expected
