"""The web page of `breakeven serve`."""

from breakeven.web.page.memory import memory_in
from breakeven.web.page.routes import router
from breakeven.web.page.warming import warm

__all__ = ["memory_in", "router", "warm"]
