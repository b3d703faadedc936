"""Sends one request after the other to an endpoint, and says in words what went wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any

from breakeven.domain.errors import InputError, MissingExtra
from breakeven.inputs.probe.body import MANNERS, Manner, body
from breakeven.inputs.probe.stream import Answer, BrokenAnswer, Timing, message_in

if TYPE_CHECKING:
    from httpx import AsyncClient as Client

    from breakeven.inputs.probe.endpoint import Endpoint
    from breakeven.inputs.probe.plan import ProbePlan

HINTS = {
    401: "; name the environment variable with the key: --api-key-env",
    403: "; may this key use this model?",
    404: "; is the address right, and does --model say it as the endpoint does?",
    429: "; it limits the rate: fewer users (--concurrency) stay below that",
}
BAD_REQUEST = (400, 422)
CONNECT_SECONDS = 10.0


class Refused(BrokenAnswer):
    """An answer with a status that is not 200."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(f"answered {status}: {words}{HINTS.get(status, '')}")
        self.status = status


def http() -> Any:
    """Return the HTTP library; raise MissingExtra where it is not installed."""
    try:
        import httpx
    except ImportError as error:
        raise MissingExtra("probing an endpoint", "probe") from error
    return httpx


@asynccontextmanager
async def clients_for(endpoint: Endpoint, plan: ProbePlan) -> AsyncIterator[list[Client]]:
    """Open a client for every user; none follows a redirect with the key.

    A shared pool of connections takes longer to choose one than a piece takes to read.
    """
    library = http()
    seconds = plan.timeout_seconds
    trusted = library.create_ssl_context()
    async with AsyncExitStack() as stack:
        clients = [
            library.AsyncClient(
                headers=endpoint.headers(),
                timeout=library.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds)),
                verify=trusted,
            )
            for _ in range(max(plan.concurrency))
        ]
        for client in clients:
            await stack.enter_async_context(client)
        yield clients


class Asker:
    """Asks an endpoint, never more often than its plan allows."""

    def __init__(self, endpoint: Endpoint, plan: ProbePlan) -> None:
        self._endpoint, self._plan = endpoint, plan
        self._manner = MANNERS[0]
        self.sent = 0

    @property
    def manner(self) -> Manner:
        """Return how the endpoint wants to be asked."""
        return self._manner

    async def learn(self, client: Client, prompt: str) -> Timing:
        """Return the first answer, having found out how the endpoint wants to be asked.

        Raises InputError with what the endpoint said where it refuses every manner.
        """
        refusals: list[BrokenAnswer] = []
        for manner in MANNERS:
            self._manner = manner
            try:
                return await self.ask(client, prompt)
            except BrokenAnswer as error:
                refusals.append(error)
                if not (isinstance(error, Refused) and error.status in BAD_REQUEST):
                    break
        raise InputError(str(refusals[-1]), where=self._endpoint.shown)

    async def ask(self, client: Client, prompt: str) -> Timing:
        """Return one timed answer; raise BrokenAnswer where there is none."""
        if self.sent >= self._plan.max_requests:
            raise BrokenAnswer("was not sent: --max-requests is reached")
        self.sent += 1
        library, seconds = http(), self._plan.timeout_seconds
        try:
            async with asyncio.timeout(seconds):
                return await self._streamed(client, prompt)
        except (TimeoutError, library.TimeoutException):
            raise BrokenAnswer(f"no whole answer within {seconds:g} s (--timeout)") from None
        except library.ConnectError:
            raise BrokenAnswer("no connection; is the server running at this address?") from None
        except library.HTTPError as error:
            said = str(error) or type(error).__name__
            raise BrokenAnswer(f"the connection broke: {said}") from None

    async def _streamed(self, client: Client, prompt: str) -> Timing:
        plan, endpoint = self._plan, self._endpoint
        asked = body(
            endpoint.kind,
            self._manner,
            model=plan.model,
            prompt=prompt,
            output_tokens=plan.output_tokens,
        )
        answer = Answer(started=perf_counter(), clock=perf_counter)
        async with client.stream("POST", endpoint.url, json=asked) as response:
            if response.status_code != 200:
                raise Refused(response.status_code, self._said(await response.aread()))
            if response.headers.get("content-type", "").startswith("application/json"):
                raise BrokenAnswer("does not stream: it answers in one piece of JSON")
            async for line in response.aiter_lines():
                answer.line(line)
        return answer.timing()

    def _said(self, content: bytes) -> str:
        """Return the endpoint's own words, should it repeat the key without that."""
        text = content.decode("utf-8", errors="replace")
        try:
            words = message_in(json.loads(text))
        except ValueError:
            words = message_in(text)
        key = self._endpoint.key
        return (words.replace(key, "***") if key else words) or "nothing more"
