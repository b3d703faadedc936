import json
from collections.abc import Iterator

import pytest

from breakeven.inputs.probe.stream import Answer, BrokenAnswer, Timing, message_in


def answer(*events: object) -> Answer:
    """Return what is made of events that come a second apart, the first at 1 s."""
    ticks: Iterator[float] = iter(range(1, 100))
    made = Answer(started=0.0, clock=lambda: next(ticks))
    for event in events:
        made.line(f"data: {event if isinstance(event, str) else json.dumps(event)}")
        made.line("")
    return made


def text(words: str, field: str = "content") -> dict[str, object]:
    return {"choices": [{"delta": {field: words}}]}


USAGE = {
    "prompt_tokens": 7,
    "completion_tokens": 5,
    "prompt_tokens_details": {"cached_tokens": 2},
}


def test_a_chat_is_timed_from_its_first_content() -> None:
    role = {"choices": [{"delta": {"role": "assistant", "content": ""}}]}
    end = {"choices": [{"delta": {}, "finish_reason": "stop"}]}
    found = answer(role, text("a"), text("b"), text("c"), end, {"usage": USAGE}, "[DONE]").timing()
    assert found == Timing(
        started=0.0, pieces=(1, 2, 3), input_tokens=7, output_tokens=5, cached_tokens=2
    )
    assert (found.ttft, found.e2e, found.tokens) == (1, 3, 5)
    assert found.tpot == pytest.approx((3 - 1) / (5 - 1))


def test_thoughts_are_tokens_too() -> None:
    found = answer(text("hm", "reasoning_content"), text("a"), "[DONE]").timing()
    assert (found.pieces, found.tokens, found.input_tokens) == ((1, 2), 2, None)


def test_completions_carry_text() -> None:
    events = [{"choices": [{"text": piece}]} for piece in ("a", "b")]
    assert answer(*events, "[DONE]").timing().tpot == 1.0


def test_one_token_has_no_time_per_further_token() -> None:
    assert answer(text("a"), "[DONE]").timing().tpot is None


def test_comments_and_other_fields_are_no_data() -> None:
    made = answer(text("a"), "[DONE]")
    made.line(": keep-alive")
    made.line("event: ping")
    assert made.timing().pieces == (1,)


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (["[DONE]"], "held no text"),
        ([text("a")], "ended before the answer did"),
        (["{nonsense"], "no JSON"),
        (["[1]"], "no JSON object"),
        ([text("a"), {"error": {"message": "engine died"}}], "broke off: engine died"),
    ],
)
def test_answers_that_cannot_be_used(events: list[object], said: str) -> None:
    with pytest.raises(BrokenAnswer, match=said):
        answer(*events).timing()


@pytest.mark.parametrize(
    "found",
    [{"error": {"message": "no"}}, {"error": "no"}, {"detail": "no"}, {"message": "no"}, "no"],
)
def test_messages_in_any_form(found: object) -> None:
    assert message_in(found) == "no"
