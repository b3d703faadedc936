"""Every format: its example is recognised, and read back to the very totals that made it."""

from dataclasses import dataclass

import pytest

from breakeven.inputs.usage import read_usage
from breakeven.inputs.usage.choosing import FORMATS
from breakeven.inputs.usage.examples import calls

from .conftest import Write

ANSWERED = [call for call in calls() if call.ok]
NAMES = [f.name for f in FORMATS]
COUNTED = {
    "requests": len(ANSWERED),
    "input_tokens": sum(c.input for c in ANSWERED),
    "cached_input_tokens": sum(c.cached for c in ANSWERED),
    "cache_write_tokens": sum(c.written for c in ANSWERED),
    "output_tokens": sum(c.output for c in ANSWERED),
    "reasoning_tokens": sum(c.reasoning for c in ANSWERED),
}


@dataclass(frozen=True, slots=True)
class Knows:
    """What a format tells, of what is counted; and of the calls that failed."""

    unknown: frozenset[str]
    single: bool
    failed: int | None = None
    suffix: str = "csv"


def knows(
    *unknown: str, single: bool = True, failed: int | None = None, suffix: str = "csv"
) -> Knows:
    return Knows(frozenset(unknown), single, failed, suffix)


CACHE = ("cached_input_tokens", "cache_write_tokens")
FAILED = len(calls()) - len(ANSWERED)
KNOWN = {
    "openai_usage": knows("cache_write_tokens", "reasoning_tokens", single=False, suffix="json"),
    "openai_costs": knows(*COUNTED, single=False, suffix="json"),
    "openai_legacy": knows(*CACHE, "reasoning_tokens", single=False, suffix="json"),
    "anthropic_usage": knows("requests", "reasoning_tokens", single=False, suffix="json"),
    "anthropic_console": knows("requests", "reasoning_tokens", single=False),
    "azure_metrics": knows(*CACHE, "reasoning_tokens", single=False, suffix="json"),
    "bedrock": knows("reasoning_tokens", failed=FAILED, suffix="jsonl"),
    "litellm": knows(failed=FAILED),
    "litellm_payload": knows(failed=FAILED, suffix="jsonl"),
    "litellm_daily": knows("reasoning_tokens", single=False),
    "langfuse": knows(failed=FAILED, suffix="jsonl"),
    "helicone": knows("reasoning_tokens", failed=FAILED, suffix="jsonl"),
    "otlp": knows(failed=FAILED, suffix="jsonl"),
    "otel_spans": knows(failed=FAILED, suffix="jsonl"),
    "openrouter": knows("cache_write_tokens", failed=FAILED),
    "vllm_metrics": knows("cache_write_tokens", "reasoning_tokens", single=False, suffix="json"),
    "deepseek": knows("cache_write_tokens", "reasoning_tokens", single=False),
    "focus": knows("cache_write_tokens", "reasoning_tokens", "requests", single=False),
    "raw": knows(suffix="jsonl"),
    "azure_trace": knows(*CACHE, "reasoning_tokens"),
    "mooncake": knows(*CACHE, "reasoning_tokens", suffix="jsonl"),
    "burstgpt": knows(*CACHE, "reasoning_tokens", failed=FAILED),
    "columns": knows("cache_write_tokens", "reasoning_tokens", failed=FAILED),
}


def test_every_format_is_listed() -> None:
    assert list(KNOWN) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_read_back(write: Write, name: str) -> None:
    format_ = next(f for f in FORMATS if f.name == name)
    told = KNOWN[name]
    path = write(f"{name}.{told.suffix}", format_.example(calls()))
    found = read_usage(path).summary().to_dict()
    assert found["format"] == name
    assert found["why"]
    assert found["rejected"] == []
    expected = {k: None if k in told.unknown else v for k, v in COUNTED.items()}
    assert {k: found[k] for k in COUNTED} == expected
    assert found["aside"].get("failed") == told.failed
    assert ("lengths of single requests" not in found["unknown"]) == told.single
