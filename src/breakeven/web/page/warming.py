"""What the first visitor would wait for, made while the server starts: facts, answer, scripts."""

from contextlib import suppress
from threading import Thread

from breakeven.domain.errors import BreakevenError
from breakeven.web.page.assets import CHARTS, asset
from breakeven.web.page.memory import Memory
from breakeven.web.page.state import PageState


def warm(memory: Memory) -> None:
    """Make what the first page needs; what cannot be made is said to whoever asks for it."""
    scripts = Thread(target=_scripts, daemon=True, name="warm-scripts")
    scripts.start()
    with suppress(BreakevenError):
        memory.decide(PageState())
    scripts.join()


def _scripts() -> None:
    with suppress(BreakevenError):
        asset(CHARTS)
