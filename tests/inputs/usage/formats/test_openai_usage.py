"""OpenAI's pages of buckets and its dashboard's CSV, old and new."""

import json
from typing import Any

from breakeven.inputs.usage import read_usage
from tests.inputs.usage.conftest import Write, counts

HOUR = 3_600
START = 1_777_593_600  # 2026-05-01


def result(**fields: Any) -> dict[str, Any]:
    return {"object": "organization.usage.completions.result", "output_tokens": 10,
            "num_model_requests": 2, "model": None, "project_id": None} | fields  # fmt: skip


def page(*buckets: list[dict[str, Any]]) -> str:
    data = [
        {"object": "bucket", "start_time": START + HOUR * n, "end_time": START + HOUR * (n + 1),
         "results": results}
        for n, results in enumerate(buckets)
    ]  # fmt: skip
    return json.dumps({"object": "page", "data": data, "has_more": False}, indent=2)


def test_input_includes_what_was_cached(write: Write) -> None:
    one = result(input_tokens=100, input_cached_tokens=60, model="gpt-4o")
    assert counts(write("a.json", page([one]))) == (2, 100, 60, None, 10)


def test_a_page_without_cache_fields_does_not_know_them(write: Write) -> None:
    found = read_usage(write("a.json", page([result(input_tokens=100)]))).summary()
    assert found.cached_input_tokens is None
    assert found.models == {}
    assert "cached_input_tokens" in found.unknown


def test_hours_in_which_nothing_was_asked_count_as_time(write: Write) -> None:
    empty: list[dict[str, Any]] = []
    log = read_usage(write("a.json", page(empty, [result(input_tokens=100)], empty, empty)))
    found = log.summary()
    assert (found.rows, found.rejected_rows, found.requests) == (4, 0, 2)
    assert log.workload().requests_per_day == 2 / 4 * 24
    assert found.peak_to_mean.hour == 4


def test_pages_that_overlap_count_once(write: Write) -> None:
    row = result(input_tokens=100, model="gpt-4o", project_id="p")
    other = {**row, "project_id": "q"}
    files = [write("a.json", page([row, other])), write("b.json", page([row], [row]))]
    found = read_usage(files).summary()
    assert (found.requests, found.aside) == (6, {"duplicate": 1})


def test_pages_one_a_line_and_buckets_without_a_page(write: Write) -> None:
    first = json.loads(page([result(input_tokens=100)]))
    lines = json.dumps(first) + "\n" + json.dumps(first | {"data": first["data"]}) + "\n"
    assert read_usage(write("a.jsonl", lines)).summary().requests == 2
    buckets = json.dumps(first["data"])
    assert counts(write("b.json", buckets)) == (2, 100, None, None, 10)
    rows = json.dumps({**first["data"][0]["results"][0], "start_time": START}) + "\n"
    assert counts(write("c.jsonl", rows)) == (2, 100, None, None, 10)


HEADER = "start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,model"


def test_the_dashboards_csv_sums_the_keys_of_a_bucket(write: Write) -> None:
    new = (
        f"\ufeff{HEADER},input_tokens,output_tokens,input_cached_tokens\n"
        f"{START},{START + 86_400},a,b,p,3,gpt-4o,300,30,100\n"
        f"{START},{START + 86_400},a,b,p,4,gpt-4o,400,40,\n"
    )
    old = (
        f"{HEADER},input_tokens,output_tokens\n"
        f"{START + 86_400},{START + 172_800},a,b,p,0,gpt-4o,0,0\n"
        f"{START + 86_400},{START + 172_800},a,b,p,1,gpt-4o-mini,x,5\n"
    )
    files = [write("completions_usage_1.csv", new), write("completions_usage_2.csv", old)]
    found = read_usage(files).summary()
    assert (found.requests, found.input_tokens, found.cached_input_tokens) == (7, 700, 100)
    [refused] = found.rejected
    assert refused.reason == "input tokens are not a number"
    assert refused.places[0].endswith("completions_usage_2.csv:3")


def test_it_can_be_split_by_project(write: Write) -> None:
    rows = [result(input_tokens=n, project_id=p) for n, p in ((100, "p"), (300, "q"))]
    found = read_usage(write("a.json", page(rows)), by="project").summary()
    assert {name: used.input_tokens for name, used in found.tags.items()} == {"q": 300, "p": 100}
