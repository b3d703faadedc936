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


LINE = {"model": "gpt-4o", "month": "2026-05", "usd_billed": 7.5, "usd_at_list": 10.0,
        "usd_cached": -2.0, "usd_batch": 0.0, "usd_price_change": 0.0, "usd_unexplained": -0.5,
        "note": "a negotiated price"}  # fmt: skip
UNPRICED = dict.fromkeys(LINE, None) | {"model": "x", "month": "2026-05", "usd_billed": 3.0,
                                        "note": "no list price is known"}  # fmt: skip


def test_a_bill_shows_its_steps(shown: Shown) -> None:
    text = shown(usage_table({**REPORT, "bill": {"months": [LINE, UNPRICED]}}))
    row = next(line for line in text.splitlines() if line.startswith("2026-05  gpt-4o"))
    assert row.split()[2:] == ["$10.00", "-$2.00", "$0", "$0", "-$0.500", "$7.50"]
    assert next(line for line in text.splitlines() if "  x " in line).split()[2:] == [
        "-", "-", "-", "-", "-", "$3.00",
    ]  # fmt: skip
    assert "gpt-4o, 2026-05: a negotiated price" in text


def test_what_a_log_does_not_know(shown: Shown) -> None:
    none = dict.fromkeys(("requests", "first", "last", "input_tokens", "output_tokens"), None)
    text = shown(usage_table({**REPORT, **none, "aside": {"bill": 4}, "models": {}}))
    assert "the log does not count them" in text
    assert "the log has no times" in text
    assert "4 lines of a bill" in text


def test_latency_and_tags(shown: Shown) -> None:
    latency = {"mean": 900, "p50": 800, "p90": 1500, "p99": 2500}
    more = {"latency_ms": latency, "tags": REPORT["models"], "usd_billed": 12.5}
    text = shown(usage_table({**REPORT, **more}))
    assert "800 ms at p50, 1,500 ms at p90, 2,500 ms at p99" in text
    assert "By tag" in text
    assert "$12.50" in text
