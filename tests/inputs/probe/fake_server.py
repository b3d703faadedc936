"""An OpenAI-compatible server on the loopback interface whose delays are known."""

import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route


@dataclass
class Fake:
    """How the server behaves, and what it was asked."""

    ttft_seconds: float = 0.05
    itl_seconds: float = 0.01
    tokens_per_piece: int = 1
    counts: bool = True
    """Sends usage where it is asked for."""
    cached_share: float | None = None
    refuses: tuple[str, ...] = ()
    """Fields of the request that it does not know."""
    key: str = ""
    fails_after: int | None = None
    """Answers from this one on are a 500."""
    streams: bool = True
    breaks_after: int | None = None
    """Pieces after which a stream ends in an error."""
    stops_after: int | None = None
    """Tokens after which the model stops by itself, unless told to ignore the end."""
    truncates: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def handle(self, request: Request) -> Response:
        body = await request.json()
        self.asked.append(body)
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            said = f"wrong key {request.headers.get('authorization')}"
            return JSONResponse({"error": {"message": said}}, status_code=401)
        unknown = [name for name in self.refuses if name in body]
        if unknown:
            said = f"Unrecognized request argument: {unknown[0]}"
            return JSONResponse({"error": {"message": said}}, status_code=400)
        if self.fails_after is not None and len(self.asked) > self.fails_after:
            return JSONResponse({"detail": "out of memory"}, status_code=500)
        if not self.streams:
            return JSONResponse({"choices": [{"message": {"content": "hello"}}]})
        chat = request.url.path.endswith("/chat/completions")
        return StreamingResponse(self._events(body, chat=chat), media_type="text/event-stream")

    async def _events(self, body: dict[str, Any], *, chat: bool) -> AsyncIterator[str]:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            async for event in self._answer(body, chat=chat):
                yield f"data: {event if isinstance(event, str) else json.dumps(event)}\n\n"
        finally:
            self.at_once -= 1

    async def _answer(self, body: dict[str, Any], *, chat: bool) -> AsyncIterator[Any]:
        tokens = body.get("max_tokens") or body["max_completion_tokens"]
        if self.stops_after and not body.get("ignore_eos"):
            tokens = min(tokens, self.stops_after)
        pieces = -(-tokens // self.tokens_per_piece)
        due = time.perf_counter() + self.ttft_seconds
        if chat:
            yield {"choices": [{"delta": {"role": "assistant", "content": ""}}]}
        for number in range(pieces):
            await anyio.sleep(max(0.0, due - time.perf_counter()))
            due += self.itl_seconds
            if number == self.breaks_after:
                yield {"error": {"message": "engine died"}}
                return
            yield {"choices": [{"delta": {"content": "x"}} if chat else {"text": "x"}]}
        if self.truncates:
            return
        yield {"choices": [{"delta": {}, "finish_reason": "length"}]}
        if self.counts and body.get("stream_options"):
            yield {"choices": [], "usage": self._usage(body, tokens)}
        yield "[DONE]"

    def _usage(self, body: dict[str, Any], tokens: int) -> dict[str, Any]:
        count = 2 * len(prompt_of(body).split())
        found: dict[str, Any] = {"prompt_tokens": count, "completion_tokens": tokens}
        if self.cached_share is not None:
            found["prompt_tokens_details"] = {"cached_tokens": int(count * self.cached_share)}
        return found


def prompt_of(body: dict[str, Any]) -> str:
    """Return the prompt of a request to either kind of endpoint."""
    return str(body["prompt"] if "prompt" in body else body["messages"][0]["content"])


@contextmanager
def serving(fake: Fake) -> Iterator[str]:
    """Serve on a free port and yield the server's address."""
    routes = [
        Route(path, fake.handle, methods=["POST"])
        for path in ("/v1/chat/completions", "/v1/completions")
    ]
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        Starlette(routes=routes), log_level="critical", lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
