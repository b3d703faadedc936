"""One streamed answer: when each piece came, and what the endpoint counted."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

TEXTS = ("content", "reasoning_content", "reasoning", "refusal")
"""Fields of a chat's delta that carry generated text; thoughts are generated like any other."""
DONE = "[DONE]"


class BrokenAnswer(Exception):
    """Why an answer cannot be used, in a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """One answered request; times in seconds of one clock."""

    started: float
    pieces: tuple[float, ...]
    """When each piece with text came; at least one."""
    input_tokens: int | None = None
    """As counted by the endpoint, None where it does not say; so are the next two."""
    output_tokens: int | None = None
    cached_tokens: int | None = None

    @property
    def tokens(self) -> int:
        """Return the output tokens; where the endpoint counts none, its pieces."""
        return self.output_tokens or len(self.pieces)

    @property
    def ttft(self) -> float:
        """Return the seconds to the first piece."""
        return self.pieces[0] - self.started

    @property
    def e2e(self) -> float:
        """Return the seconds to the last piece."""
        return self.pieces[-1] - self.started

    @property
    def tpot(self) -> float | None:
        """Return the mean seconds per token after the first; None for a single one."""
        if self.tokens < 2 or len(self.pieces) < 2:
            return None
        return (self.pieces[-1] - self.pieces[0]) / (self.tokens - 1)


class Answer:
    """Collects the events of a stream as they come."""

    def __init__(self, *, started: float, clock: Callable[[], float]) -> None:
        self._started, self._clock = started, clock
        self._pieces: list[float] = []
        self._usage: Mapping[str, Any] = {}
        self._ended = False

    def line(self, text: str) -> None:
        """Take one line of server-sent events.

        Raises BrokenAnswer for an error of the endpoint, or for what is not JSON.
        """
        if not text.startswith("data:"):
            return
        data = text.removeprefix("data:").strip()
        if data == DONE:
            self._ended = True
        elif data:
            self._event(_json(data))

    def _event(self, event: Mapping[str, Any]) -> None:
        if event.get("error"):
            raise BrokenAnswer(f"the stream broke off: {message_in(event)}")
        if isinstance(event.get("usage"), dict):
            self._usage = event["usage"]
        choices = [c for c in event.get("choices") or () if isinstance(c, dict)]
        if any(_has_text(choice) for choice in choices):
            self._pieces.append(self._clock())
        self._ended |= any(choice.get("finish_reason") for choice in choices)

    def timing(self) -> Timing:
        """Return the finished answer; raise BrokenAnswer where there is no text, or no end."""
        if not self._pieces:
            raise BrokenAnswer("the answer held no text")
        if not self._ended:
            raise BrokenAnswer("the stream ended before the answer did")
        details = self._usage.get("prompt_tokens_details") or {}
        return Timing(
            started=self._started,
            pieces=tuple(self._pieces),
            input_tokens=_whole(self._usage.get("prompt_tokens")),
            output_tokens=_whole(self._usage.get("completion_tokens")),
            cached_tokens=_whole(details.get("cached_tokens")),
        )


def _json(data: str) -> Mapping[str, Any]:
    try:
        event = json.loads(data)
    except ValueError:
        raise BrokenAnswer(f"the stream holds no JSON: {data[:80]!r}") from None
    if not isinstance(event, dict):
        raise BrokenAnswer(f"the stream holds no JSON object: {data[:80]!r}")
    return event


def _has_text(choice: Mapping[str, Any]) -> bool:
    delta = choice.get("delta")
    if isinstance(delta, dict):
        return any(delta.get(name) for name in TEXTS)
    return bool(choice.get("text"))


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and value >= 0 else None


def message_in(found: Any, *, most: int = 200) -> str:
    """Return the words of an endpoint's error, in any of the forms that are in use."""
    if isinstance(found, dict):
        for key in ("error", "message", "detail"):
            if found.get(key):
                return message_in(found[key], most=most)
    return " ".join(str(found).split())[:most]
