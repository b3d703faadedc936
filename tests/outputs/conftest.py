"""What the tests of this folder share."""

from collections.abc import Callable
from io import StringIO

import pytest
from rich.console import RenderableType

from breakeven.economics.decision import Decision
from breakeven.outputs.tables import console
from tests.outputs.handmade import make_decision

Shown = Callable[..., str]


@pytest.fixture
def decision() -> Decision:
    """A decision between an API, a host and a rented fleet at 100,000 requests a day."""
    return make_decision()


@pytest.fixture
def nothing() -> Decision:
    """A decision in which every option was rejected."""
    return make_decision(feasible=False)


@pytest.fixture
def shown() -> Shown:
    """Return what a table prints, without colour and without blanks at the ends of lines."""

    def show(body: RenderableType, *, width: int = 100) -> str:
        stream = StringIO()
        console(stream, width=width).print(body)
        return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())

    return show
