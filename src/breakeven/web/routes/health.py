"""`/healthz` and `/metrics`: whether the server lives, and what it did."""

from typing import Any

from fastapi import APIRouter, Request, Response

from breakeven import __version__
from breakeven.web.described import ERRORS
from breakeven.web.metrics import CONTENT_TYPE
from breakeven.web.server import server_of

router = APIRouter(tags=["server"], responses=ERRORS)


@router.get("/healthz")
async def health(request: Request) -> dict[str, Any]:
    """Say that the server lives, and how much it has to do."""
    workers = server_of(request).workers
    return {
        "status": "ok",
        "ready": workers.ready,
        "version": __version__,
        "jobs_running": workers.running,
        "jobs_waiting": workers.waiting,
    }


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(request: Request) -> Response:
    """Return counts and times as Prometheus reads them."""
    server = server_of(request)
    server.metrics.running.set(server.workers.running)
    server.metrics.waiting.set(server.workers.waiting)
    server.metrics.hits.set(server.answers.hits)
    server.metrics.misses.set(server.answers.misses)
    return Response(server.metrics.text(), media_type=CONTENT_TYPE)
