"""A page whose answers are made by hand, so that its tests are about the page."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from breakeven.domain.errors import InputError
from breakeven.economics.decision import Decision
from breakeven.web.app import create_app
from breakeven.web.page.answering import Facts, Looks
from breakeven.web.page.memory import Memory
from breakeven.web.page.state import PageState
from breakeven.web.settings import Settings
from tests.outputs.handmade import copy_of, make_decision


@dataclass(slots=True)
class HandMade(Memory):
    """A memory that answers with a decision made by hand at the state's volume."""

    asked: list[PageState] = field(default_factory=list)

    def _answered(self, asked: PageState) -> Decision:
        self.asked.append(asked)
        if asked.log:
            self.shelf.get(asked.log)
        if asked.scenario.models.like == "nobody":
            raise InputError("no model is called 'nobody'", where="like")
        volume = asked.scenario.workload.requests_per_day or 100_000.0
        return make_decision(volume=volume, feasible="nothing" not in asked.scenario.models.only)

    def look(self, state: PageState) -> tuple[Decision, bool]:
        return copy_of(self.decide(state), samples=0), False


@pytest.fixture
def memory() -> HandMade:
    """What the page's server remembers."""
    facts = Facts()
    return HandMade(facts=facts, looks=Looks(facts=facts))


@pytest.fixture
def app(memory: HandMade) -> Iterator[FastAPI]:
    """The server's application with that memory; its workers are not started."""
    made = create_app(Settings(processes=0))
    made.state.page = memory
    yield made
    made.state.server.workers.close()


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """A browser, so to speak."""
    return TestClient(app, base_url="http://localhost:8765", raise_server_exceptions=False)
