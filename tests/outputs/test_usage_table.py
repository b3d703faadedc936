from breakeven.outputs.usage_table import usage_table
from tests.outputs.conftest import Shown

REPORT = {
    "format": "openai-usage",
    "rows": 1200,
    "rejected_rows": 3,
    "requests": 1197,
    "first": "2026-05-01T00:00:00Z",
    "last": "2026-05-02T00:00:00Z",
    "input_tokens": 1_000_000,
    "cached_input_tokens": 250_000,
    "output_tokens": 200_000,
    "models": {
        "gpt-4o": {
            "requests": 1197,
            "input_tokens": 1_000_000,
            "output_tokens": 200_000,
            "usd_at_list_price": None,
        }
    },
    "peak_to_mean": {"second": None, "minute": 4.2, "hour": 2.1},
}


def test_totals_peaks_and_models(shown: Shown) -> None:
    text = shown(usage_table(REPORT))
    assert "openai-usage, 1,200 rows, 3 rejected" in text
    assert "1 M, 25 % of them cached" in text
    assert "minute 4.2 x the mean, hour 2.1 x the mean" in text
    assert "gpt-4o" in text


def test_an_unknown_peak(shown: Shown) -> None:
    assert "the log cannot tell" in shown(usage_table({**REPORT, "peak_to_mean": {}}))


def test_rows_that_could_not_be_used_are_named_with_their_place(shown: Shown) -> None:
    refused = [{"reason": "input tokens are not a number", "rows": 2, "places": ["log.csv:4"]}]
    text = shown(usage_table({"rows": 3, "rejected_rows": 2, "rejected": refused}))
    assert "2: input tokens are not a number (log.csv:4)" in text
