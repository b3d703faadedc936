"""Whole answers take turns; a slow stand-in shows who waits and who is told to come back."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

import httpx
import pytest

from breakeven.economics.decision import Decision
from breakeven.web.app import create_app
from breakeven.web.page.answering import Facts, Looks
from breakeven.web.page.state import PageState
from breakeven.web.settings import Settings
from tests.web.page.conftest import HandMade

Get = Callable[[str], Awaitable[httpx.Response]]


@dataclass(slots=True)
class Slow(HandMade):
    """A memory whose answers are made when they are let go."""

    go: Event = field(default_factory=Event)
    at_once: int = 0
    most: int = 0
    counting: Lock = field(default_factory=Lock)

    def _answered(self, asked: PageState) -> Decision:
        with self.counting:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        assert self.go.wait(30)
        with self.counting:
            self.at_once -= 1
        return super(Slow, self)._answered(asked)

    def ready(self, state: PageState) -> bool:
        return True


def asked(work: Callable[[httpx.AsyncClient, Slow], Awaitable[Any]], **settings: Any) -> Any:
    """Run work with a browser and a slow memory."""
    facts = Facts()
    memory = Slow(facts=facts, looks=Looks(facts=facts))

    async def session() -> Any:
        app = create_app(Settings(**{"processes": 0, "page_answers": 1, **settings}))
        app.state.page = memory
        way = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=way, base_url="http://localhost") as client:
            try:
                return await work(client, memory)
            finally:
                memory.go.set()
                app.state.server.workers.close()

    return asyncio.run(session())


async def started(memory: Slow) -> None:
    """Wait until an answer is being made."""
    while not memory.at_once:
        await asyncio.sleep(0.005)


def test_equal_questions_share_one_computation_and_one_turn() -> None:
    async def work(client: httpx.AsyncClient, memory: Slow) -> None:
        tasks = [asyncio.create_task(client.get("/?months=12")) for _ in range(5)]
        await started(memory)
        memory.go.set()
        answers = await asyncio.gather(*tasks)
        assert {a.status_code for a in answers} == {200}
        assert [s.query() for s in memory.asked] == ["months=12"]

    asked(work, queue=0)


def test_no_more_are_computed_at_once_than_may_be() -> None:
    async def work(client: httpx.AsyncClient, memory: Slow) -> None:
        tasks = [asyncio.create_task(client.get(f"/?months={n}")) for n in range(2, 9)]
        await started(memory)
        memory.go.set()
        assert {a.status_code for a in await asyncio.gather(*tasks)} == {200}
        assert memory.most <= 2
        assert len(memory.asked) == 7

    asked(work, page_answers=2)


def test_who_finds_the_queue_full_is_told_on_the_page() -> None:
    async def work(client: httpx.AsyncClient, memory: Slow) -> None:
        first = asyncio.create_task(client.get("/?months=12"))
        await started(memory)
        page = await client.get("/?months=24")
        assert page.status_code == 503
        assert page.headers["retry-after"] == "10"
        assert "wait for their turn already; ask again later" in page.text
        for path in ("/page/update", "/page/pictures"):
            said = await client.post(path, json={"query": "months=24"})
            assert said.status_code == 503
            assert said.json()["error"]["kind"] == "busy"
        assert (await client.get("/page/export/json?months=24")).status_code == 503
        memory.go.set()
        assert (await first).status_code == 200

    asked(work, queue=0)


def test_who_waits_too_long_is_told_and_may_ask_again() -> None:
    async def work(client: httpx.AsyncClient, memory: Slow) -> None:
        first = asyncio.create_task(client.get("/?months=12"))
        await started(memory)
        late = await client.get("/?months=24")
        assert late.status_code == 503
        assert "not its turn within 0.1 seconds" in late.text
        memory.go.set()
        assert (await first).status_code == 200
        assert (await client.get("/?months=24")).status_code == 200

    asked(work, queue_seconds=0.1)


def test_what_is_known_and_the_page_s_files_do_not_wait() -> None:
    async def work(client: httpx.AsyncClient, memory: Slow) -> None:
        memory.go.set()
        assert (await client.get("/?months=12")).status_code == 200
        memory.go.clear()
        slow = asyncio.create_task(client.get("/?months=24"))
        await started(memory)
        assert (await client.get("/?months=12")).status_code == 200
        quick = {"query": "months=12", "quick": True}
        assert (await client.post("/page/update", json=quick)).status_code == 200
        assert (await client.get("/healthz")).status_code == 200
        memory.go.set()
        assert (await slow).status_code == 200

    asked(work, queue=0)


def test_a_pin_that_gets_no_turn_makes_the_page_say_so() -> None:
    async def work(client: httpx.AsyncClient, memory: Slow) -> None:
        memory.go.set()
        await client.get("/?months=12")
        memory.go.clear()
        slow = asyncio.create_task(client.get("/?months=24"))
        await started(memory)
        page = await client.get("/?months=12&pin=months%3D36")
        assert page.status_code == 503
        assert "hosted by groq" in page.text
        assert "ask again later" in page.text
        memory.go.set()
        await slow

    asked(work, queue=0)


@pytest.mark.parametrize("query", ["like=nobody", "log=gone"])
def test_what_cannot_be_answered_is_no_want_of_turns(query: str) -> None:
    async def work(client: httpx.AsyncClient, memory: Slow) -> None:
        memory.go.set()
        assert (await client.get(f"/?{query}")).status_code == 422
        said = await client.post("/page/update", json={"query": query})
        assert said.json()["answered"] is False

    asked(work)
