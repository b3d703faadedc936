"""The web page of `breakeven serve`."""

from breakeven.web.page.routes import router

__all__ = ["router"]
