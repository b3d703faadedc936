"""The Console's CSV, with its old and its new header."""

from breakeven.inputs.usage import read_usage
from tests.inputs.usage.conftest import Write, counts

OLD = (
    "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,"
    "usage_input_tokens_no_cache,usage_input_tokens_cache_write,usage_input_tokens_cache_read,"
    "usage_output_tokens\n"
    "2025-03-01,claude-3-7-sonnet-20250219,k,Default,standard,≤ 200k,100,20,300,40\n"
)
NEW = (
    "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,"
    "usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,"
    "usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,"
    "web_search_count,inference_geo,speed\n"
    "2026-03-01,claude-sonnet-4-5,k,Default,batch,≤ 200k,100,5,15,300,40,0,global,standard\n"
    "2026-03-02,claude-sonnet-4-5,k,Default,batch,≤ 200k,,5,15,300,40,0,global,standard\n"
)


def test_both_headers(write: Write) -> None:
    assert counts(write("old.csv", OLD)) == (None, 420, 300, 20, 40)
    assert counts(write("new.csv", "\ufeff" + NEW)) == (None, 420, 300, 20, 40)
    both = read_usage([write("a.csv", OLD), write("b.csv", NEW)]).summary()
    assert (both.input_tokens, both.rejected_rows) == (840, 1)
    assert [r.reason for r in both.rejected] == ["input tokens are missing"]


def test_days_are_in_utc_whatever_the_zone(write: Write) -> None:
    found = read_usage(write("a.csv", OLD), timezone="America/New_York").summary()
    assert found.to_dict()["first"] == "2025-03-01T00:00:00Z"
