"""OpenRouter's activity."""

from breakeven.inputs.usage import read_usage
from tests.inputs.usage.conftest import Write, counts

HEADER = ("generation_id,created_at,cost_total,tokens_prompt,tokens_completion,tokens_reasoning,"
          "{}model_permaslug,provider_name,cancelled,app_name\n")  # fmt: skip


def test_with_and_without_cached_tokens(write: Write) -> None:
    new = HEADER.format("tokens_cached,") + (
        "g1,2026-05-01 10:00:00.123,0.5,100,10,4,60,openai/gpt-4o,OpenAI,false,app\n"
        "g1,2026-05-01 10:00:00.123,0.5,100,10,4,60,openai/gpt-4o,OpenAI,false,app\n"
        "g2,2026-05-01 10:00:01.123,0,100,0,0,0,openai/gpt-4o,OpenAI,true,app\n"
        "g3,2026-05-01 10:00:02.123,0.1,100,5,0,200,openai/gpt-4o,OpenAI,true,app\n"
    )
    old = HEADER.format("") + "g9,2026-04-01 10:00:00,0.25,50,5,0,meta/llama,Together,false,app\n"
    assert counts(write("old.csv", old)) == (1, 50, None, None, 5)
    found = read_usage([write("a.csv", "\ufeff" + new), write("b.csv", old)]).summary()
    assert (found.requests, found.input_tokens, found.cached_input_tokens) == (2, 150, 60)
    assert (found.reasoning_tokens, found.usd_billed) == (4, 0.75)
    assert found.aside == {"failed": 1, "duplicate": 1}
    assert [r.reason for r in found.rejected] == ["more cached tokens than input tokens"]
