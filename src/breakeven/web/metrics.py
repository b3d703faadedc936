"""Counts and times for Prometheus, in a registry of this server's own."""

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.02, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 60.0, 180.0)


class Metrics:
    """What is counted."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "breakeven_requests",
            "Requests that were answered.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "breakeven_request_seconds",
            "From a request's first byte to its answer's last.",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.under_way = Gauge(
            "breakeven_requests_under_way", "Requests not answered yet.", registry=self.registry
        )
        self.running = Gauge(
            "breakeven_jobs_running", "Jobs that a worker computes.", registry=self.registry
        )
        self.waiting = Gauge(
            "breakeven_jobs_waiting", "Jobs that wait for a worker.", registry=self.registry
        )
        self.hits = Gauge(
            "breakeven_answers_reused", "Answers that were known.", registry=self.registry
        )
        self.misses = Gauge(
            "breakeven_answers_computed", "Answers that were computed.", registry=self.registry
        )

    def text(self) -> bytes:
        """Return everything as Prometheus reads it."""
        return generate_latest(self.registry)


class Measured:
    """ASGI middleware that counts and times requests by their route, never by their path."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on and note."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            with self.metrics.under_way.track_inprogress():
                await self.app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            self.metrics.requests.labels(route, _method(scope["method"]), str(status)).inc()
            self.metrics.seconds.labels(route).observe(time.perf_counter() - start)


def _method(said: str) -> str:
    """Return a known method: a client's own words must not become labels."""
    known = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")
    return said if said in known else "other"
