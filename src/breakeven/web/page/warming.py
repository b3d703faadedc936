"""What the first visitor would wait for, made while the server starts: facts, answer, scripts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from threading import Thread

from fastapi import FastAPI

from breakeven.domain.errors import BreakevenError
from breakeven.web.page.assets import CHARTS, asset
from breakeven.web.page.memory import Memory, memory_in
from breakeven.web.page.state import PageState


@asynccontextmanager
async def warming(app: FastAPI) -> AsyncIterator[None]:
    """Start to make it, and take requests meanwhile."""
    Thread(target=warm, args=(memory_in(app),), daemon=True, name="warm-page").start()
    yield


def warm(memory: Memory) -> None:
    """Make what the first page needs; what cannot be made is said to whoever asks for it."""
    with suppress(BreakevenError):
        memory.decide(PageState())
    with suppress(BreakevenError):
        asset(CHARTS)
