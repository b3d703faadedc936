"""Turns in a lane: at most so many at once, at most so many waiting, each at most so long."""

import anyio
from anyio import CapacityLimiter

from breakeven.web.errors import Busy
from breakeven.web.settings import Settings


async def take_turn(lane: CapacityLimiter, *, waiting: int, settings: Settings) -> None:
    """Take a place in a lane, for which `waiting` wait already; the caller releases it.

    Raises Busy where the queue is full or the wait too long.
    """
    if waiting >= settings.queue and not lane.available_tokens:
        raise Busy(f"{waiting} requests wait for their turn already; ask again later")
    with anyio.move_on_after(settings.queue_seconds):
        await lane.acquire()
        return
    raise Busy(f"it was not its turn within {settings.queue_seconds:g} seconds; ask again later")
