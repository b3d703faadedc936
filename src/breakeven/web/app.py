"""The server as an ASGI application."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from threading import Thread
from typing import Any

import anyio
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from breakeven import __version__
from breakeven.domain.errors import BreakevenError, InputError, mistake
from breakeven.web.answers import Answers
from breakeven.web.hosts import Hosts
from breakeven.web.limits import Limits
from breakeven.web.metrics import Measured, Metrics
from breakeven.web.responses import refused
from breakeven.web.routes import asking, health, knowing, reporting, uploading
from breakeven.web.schemas import described
from breakeven.web.server import Server
from breakeven.web.settings import Settings
from breakeven.web.workers import Workers

GROUPS = (asking, uploading, reporting, knowing, health)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application; it starts its workers when it is served."""
    chosen = settings or Settings()
    server = Server(
        settings=chosen,
        workers=Workers(chosen),
        answers=Answers(chosen.cache_bytes),
        metrics=Metrics(),
        uploads=anyio.CapacityLimiter(chosen.uploads),
    )
    app = FastAPI(
        title="breakeven",
        version=__version__,
        description="A proprietary API, the same open weights hosted by someone else, or our own"
        " GPUs: which, at what volume does it flip, how sure.",
        lifespan=_lifespan,
        docs_url=None,  # Their scripts come from other hosts.
        redoc_url=None,
    )
    app.state.server = server
    for group in GROUPS:
        app.include_router(group.router)
    if find_spec("breakeven.web.page"):
        page = import_module("breakeven.web.page")
        app.include_router(page.router)
        app.state.first = lambda: page.warm(page.memory_in(app))
    app.openapi = described(app)  # type: ignore[method-assign]
    _say_no(app)
    app.add_middleware(Limits, settings=chosen)
    app.add_middleware(Hosts, hosts=chosen.hosts)
    app.add_middleware(Measured, metrics=server.metrics)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    server: Server = app.state.server
    async with anyio.create_task_group() as group:
        group.start_soon(_warm, app)
        try:
            yield
        finally:
            group.cancel_scope.cancel()
            server.workers.close()


async def _warm(app: FastAPI) -> None:
    """Make the page before the workers start: at once they would slow each other down.

    A server without workers makes nothing before it is asked.
    """
    first: Callable[[], None] | None = getattr(app.state, "first", None)
    server: Server = app.state.server
    if first and server.settings.processes:
        made, loop = anyio.Event(), asyncio.get_running_loop()

        def work() -> None:
            first()
            with suppress(RuntimeError):  # It was told to stop meanwhile.
                loop.call_soon_threadsafe(made.set)

        # Whoever stops the server does not wait for it, as for a thread of a pool.
        Thread(target=work, daemon=True, name="warm-page").start()
        await made.wait()
    await server.workers.warm()


def _say_no(app: FastAPI) -> None:
    """Answer every exception as the command line does."""

    async def library(_: Request, error: BreakevenError) -> Response:
        return refused(error)

    async def path(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return refused(InputError(str(first["msg"]), where=where))

    async def http(_: Request, error: HTTPException) -> Response:
        return refused_http(error)

    async def ours(_: Request, error: Exception) -> Response:
        return refused(mistake(error))

    handlers: dict[type[Exception], Any] = {
        BreakevenError: library,
        RequestValidationError: path,
        HTTPException: http,
        Exception: ours,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def refused_http(error: HTTPException) -> Response:
    """Return what the framework refuses, in our form."""
    kinds = {404: "not-found", 405: "method-not-allowed"}
    said = BreakevenError(str(error.detail))
    said.kind = kinds.get(error.status_code, "refused")  # type: ignore[misc]
    answer = refused(said)
    answer.status_code = error.status_code
    answer.headers.update(error.headers or {})
    return answer
