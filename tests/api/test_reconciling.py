"""A bill against list prices: each step by hand, and the steps sum to the bill."""

import json
from pathlib import Path

import pytest

from breakeven.api.using import usage

AS_OF = "2026-11-20"
HEADER = (
    "request_id,startTime,endTime,call_type,model,prompt_tokens,completion_tokens,spend,metadata\n"
)
GPT_4O = (2.5, 1.25, 10.0)
"""$ per million tokens of input, cached input and output."""


def spend_log(folder: Path, *rows: tuple[int, int, int, float]) -> Path:
    """Write LiteLLM's log of gpt-4o: input, cached, output and dollars of each request."""
    lines = []
    for n, (tokens, cached, output, usd) in enumerate(rows):
        meta = json.dumps({"usage_object": {"cache_read_input_tokens": cached}}).replace('"', '""')
        time = f"2026-10-01 10:00:{n:02}"
        lines.append(f'r{n},{time},{time},acompletion,gpt-4o,{tokens},{output},{usd},"{meta}"\n')
    path = folder / "spend.csv"
    path.write_text(HEADER + "".join(lines), "utf-8")
    return path


def test_cached_input_explains_a_smaller_bill(tmp_path: Path) -> None:
    fresh, held, out = GPT_4O
    usd = (600_000 * fresh + 400_000 * held + 100_000 * out) / 1e6
    found = usage([spend_log(tmp_path, (1_000_000, 400_000, 100_000, usd))], as_of=AS_OF).bill
    assert found is not None
    [line] = found.lines
    assert (line.month, line.model) == ("2026-10", "gpt-4o")
    assert line.usd_at_list == pytest.approx((1_000_000 * fresh + 100_000 * out) / 1e6)
    assert line.usd_cached == pytest.approx(-400_000 * (fresh - held) / 1e6)
    assert line.usd_unexplained == pytest.approx(0, abs=1e-9)
    assert line.note == ""


def test_a_remainder_is_told(tmp_path: Path) -> None:
    found = usage([spend_log(tmp_path, (1_000_000, 0, 0, 2.0))], as_of=AS_OF).bill
    assert found is not None
    [line] = found.lines
    assert line.usd_unexplained == pytest.approx(-0.5)
    assert "negotiated" in line.note
    told = found.to_dict()
    assert (told["usd_billed"], told["usd_unexplained"]) == (2.0, pytest.approx(-0.5))


def test_rows_without_a_cost_are_not_set_against_the_bill(tmp_path: Path) -> None:
    log = spend_log(tmp_path, (1_000_000, 0, 0, 2.5), (1_000_000, 0, 0, 0.0))
    log.write_text(log.read_text().replace(",0,0.0,", ",0,,"))
    found = usage([log], as_of=AS_OF).bill
    assert found is not None
    assert found.lines[0].usd_unexplained == pytest.approx(0, abs=1e-9)


def page(results: list[dict[str, object]], start: int = 1_790_812_800) -> str:
    bucket = {"start_time": start, "end_time": start + 86_400, "results": results}
    return json.dumps({"object": "page", "data": [bucket]})


def test_usage_and_costs_of_openai_with_a_batch(tmp_path: Path) -> None:
    usage_file, costs_file = tmp_path / "usage.json", tmp_path / "costs.json"
    row = {"input_tokens": 1_000_000, "output_tokens": 0, "num_model_requests": 10,
           "input_cached_tokens": 0, "model": "gpt-4o"}  # fmt: skip
    usage_file.write_text(page([row | {"batch": True}, row | {"batch": False}]))
    costs = [{"line_item": item, "amount": {"value": usd, "currency": "usd"}}
             for item, usd in (("gpt-4o, input", 2.5), ("gpt-4o, batch", 1.25))]  # fmt: skip
    costs_file.write_text(page([*costs, {"line_item": "web search", "amount":
                                         {"value": 9, "currency": "usd"}}]))  # fmt: skip
    report = usage([usage_file, costs_file], as_of=AS_OF)
    assert report.bill is not None
    lines = {line.model: line for line in report.bill.lines}
    assert lines["gpt-4o"].usd_at_list == pytest.approx(5.0)
    assert lines["gpt-4o"].usd_batch == pytest.approx(-1.25)
    assert lines["gpt-4o"].usd_unexplained == pytest.approx(0, abs=1e-9)
    assert (lines["web search"].usd_billed, lines["web search"].usd_at_list) == (9, None)
    assert report.to_dict()["bill"]["usd_billed"] == pytest.approx(12.75)  # type: ignore[index]


def test_a_log_without_money_has_no_bill(tmp_path: Path) -> None:
    log = tmp_path / "a.csv"
    log.write_text("time,model,input_tokens,output_tokens\n1777629600,gpt-4o,1,1\n")
    assert usage([log], as_of=AS_OF).bill is None


SONNET = {"fresh": 3.0, "read": 0.3, "five_minutes": 3.75, "hour": 6.0, "out": 15.0}
"""$ per million tokens of claude-sonnet-4-5 up to 200,000 of input."""


def test_writing_to_a_cache_is_dearer_than_other_input(tmp_path: Path) -> None:
    """7,000 in, 2,000 of them read and 4,000 written, 500 out: $0.0261."""
    meta = {"cache_read_input_tokens": 2_000, "cache_creation_input_tokens": 4_000}
    text = json.dumps({"usage_object": meta}).replace('"', '""')
    times = "2026-10-01 10:00:00,2026-10-01 10:00:01"
    row = f'r0,{times},acompletion,claude-sonnet-4-5,7000,500,0.0261,"{text}"'
    path = tmp_path / "spend.csv"
    path.write_text(f"{HEADER}{row}\n", "utf-8")
    report = usage([path], as_of=AS_OF)
    assert report.usd_at_list_price == {"claude-sonnet-4-5": pytest.approx(0.0261, abs=1e-12)}
    assert report.bill is not None
    [line] = report.bill.lines
    assert line.usd_at_list == pytest.approx(0.0285, abs=1e-12)
    assert line.usd_cached == pytest.approx(-0.0054, abs=1e-12)
    assert line.usd_cache_write == pytest.approx(0.003, abs=1e-12)
    assert line.usd_unexplained == pytest.approx(0, abs=1e-12)


def test_an_hour_in_a_cache_costs_twice_the_input(tmp_path: Path) -> None:
    """Anthropic tells both kinds of writing apart: 5 minutes at 1.25 x, an hour at 2 x."""
    result = {
        "uncached_input_tokens": 1_000, "cache_read_input_tokens": 2_000, "output_tokens": 500,
        "cache_creation": {"ephemeral_5m_input_tokens": 4_000, "ephemeral_1h_input_tokens": 8_000},
        "model": "claude-sonnet-4-5", "service_tier": "standard",
    }  # fmt: skip
    bucket = {"starting_at": "2026-10-01T00:00:00Z", "ending_at": "2026-10-02T00:00:00Z",
              "results": [result]}  # fmt: skip
    path = tmp_path / "usage.json"
    path.write_text(json.dumps({"data": [bucket], "has_more": False}), "utf-8")
    report = usage([path], as_of=AS_OF)
    used = report.summary.models["claude-sonnet-4-5"]
    assert (used.cache_write_tokens, used.cache_write_1h_tokens) == (12_000, 8_000)
    by_hand = (
        1_000 * SONNET["fresh"] + 2_000 * SONNET["read"] + 4_000 * SONNET["five_minutes"]
        + 8_000 * SONNET["hour"] + 500 * SONNET["out"]
    ) / 1e6  # fmt: skip
    assert by_hand == 0.0741
    assert report.usd_at_list_price["claude-sonnet-4-5"] == pytest.approx(0.0741, abs=1e-12)
