"""Metrics of Azure OpenAI in three shapes."""

import json

from breakeven.inputs.usage import read_usage
from tests.inputs.usage.conftest import Write, counts


def metric(name: str, *totals: float | None) -> dict[str, object]:
    data = [{"timeStamp": f"2026-05-01T10:0{n}:00Z"} | ({} if t is None else {"total": t})
            for n, t in enumerate(totals)]  # fmt: skip
    dimension = {"name": {"value": "modeldeploymentname"}, "value": "chat"}
    return {"name": {"value": name}, "timeseries": [{"metadatavalues": [dimension], "data": data}]}


def test_the_metrics_api(write: Write) -> None:
    value = [
        metric("ProcessedPromptTokens", 100.0, None, 50.0),
        metric("GeneratedTokens", 7.0),
        metric("AzureOpenAIRequests", 2.0, 0.0, 1.0),
        metric("SomethingElse", 5.0),
    ]
    log = read_usage(write("a.json", json.dumps({"interval": "PT5M", "value": value})))
    found = log.summary()
    assert (found.requests, found.input_tokens, found.output_tokens) == (3, 150, 7)
    assert found.cached_input_tokens is None
    assert (list(found.models), found.aside) == (["chat"], {"other": 1})


def test_old_and_new_names_of_one_metric_count_once(write: Write) -> None:
    value = [metric("ProcessedPromptTokens", 100.0), metric("InputTokens", 100.0),
             metric("GeneratedTokens", 7.0), metric("OutputTokens", 7.0),
             metric("ModelRequests", 2.0), metric("AzureOpenAIRequests", 2.0)]  # fmt: skip
    assert counts(write("a.json", json.dumps({"value": value}))) == (2, 100, None, None, 7)
    new = [metric("InputTokens", 100.0), metric("OutputTokens", 7.0), metric("ModelRequests", 2.0)]
    assert counts(write("b.json", json.dumps({"value": new}))) == (2, 100, None, None, 7)


def test_rows_of_a_diagnostic_setting(write: Write) -> None:
    told = {"ProcessedPromptTokens": 90, "GeneratedTokens": 9, "AzureOpenAIRequests": 3}
    shared = {"time": "2026-05-01T10:00:00Z", "timeGrain": "PT1M", "resourceId": "/r"}
    lines = [shared | {"metricName": name, "total": total} for name, total in told.items()]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    assert counts(write("a.json", text)) == (3, 90, None, None, 9)
    table = ("TimeGenerated,MetricName,Total,TimeGrain,Resource\n"
             "2026-05-01T10:00:00Z,ProcessedPromptTokens,90,PT1M,r\n"
             "2026-05-01T10:00:00Z,GeneratedTokens,-9,PT1M,r\n")  # fmt: skip
    found = read_usage(write("b.csv", table)).summary()
    assert (found.input_tokens, found.output_tokens, found.requests) == (90, None, None)
    assert [r.places[0].rpartition(":")[2] for r in found.rejected] == ["3"]
