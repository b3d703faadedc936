"""How far a long read is, told from beside it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

Progress = Callable[[float], None]
"""Told the share that is read, from 0 to 1."""
PATIENCE_S = 2.0
"""A shorter read needs no word."""
PACE_S = 0.5


@contextmanager
def watched(connection: Any, progress: Progress | None) -> Iterator[None]:
    """Tell `progress` how far DuckDB is while the block runs, once it takes long."""
    if progress is None:
        yield
        return
    connection.raw_sql("SET enable_progress_bar = true")
    connection.raw_sql("SET enable_progress_bar_print = false")
    done = Event()
    thread = Thread(target=_watch, args=(connection.con, progress, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _watch(database: Any, progress: Progress, done: Event) -> None:
    wait = PATIENCE_S
    while not done.wait(wait):
        share = database.query_progress() / 100
        wait = PACE_S
        if 0 <= share <= 1:
            progress(share)
