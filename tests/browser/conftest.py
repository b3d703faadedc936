"""A real server and a real browser. Run by `make test-browser`, skipped where one is missing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HERE = Path(__file__).parent
WIDE = {"width": 1440, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is here, and leave it out unless browsers are asked for with -m."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            if "browser" not in (item.config.getoption("markexpr") or ""):
                item.add_marker(pytest.mark.skip(reason="browsers are left out: make test-browser"))


@dataclass(slots=True)
class Seen:
    """A page, and what its browser complained about or asked of others."""

    page: Any
    base: str
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Any:
        """Open an address and wait until its curves are drawn."""
        self.page.goto(self.base + path, timeout=120_000)
        self.page.locator("#picture-costs").scroll_into_view_if_needed()
        self.page.wait_for_selector("#picture-costs svg", timeout=60_000)
        return self.page


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where `breakeven serve` answers."""
    command = [sys.executable, "-m", "breakeven", "serve", "--port", "0", "--workers", "1"]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ.copy()
    )
    assert server.stdout is not None
    said = server.stdout.readline()
    yield said.partition(" at ")[2].partition(" ")[0].rstrip("/")
    server.terminate()
    server.wait(timeout=30)
    server.stdout.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A browser that is installed here."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="no playwright: pip install playwright"
    )
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)} is installed")
    with playwright.sync_playwright() as running:
        made = running.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield made
        made.close()


Opener = Callable[..., Seen]


@pytest.fixture
def opened(browser: Any, address: str) -> Iterator[Opener]:
    """Return a fresh window, with nothing of earlier ones in it."""
    made: list[tuple[Any, Seen]] = []

    def fresh(**settings: Any) -> Seen:
        context = browser.new_context(**{"viewport": WIDE, **settings})
        seen = Seen(page=context.new_page(), base=address)

        def note(message: Any) -> None:
            if message.type in ("error", "warning"):
                seen.complaints.append(message.text)

        def asked(request: Any) -> None:
            if not request.url.startswith((address, "data:", "blob:")):
                seen.elsewhere.append(request.url)

        seen.page.on("console", note)
        seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        seen.page.on("request", asked)
        made.append((context, seen))
        return seen

    yield fresh
    for context, seen in made:
        context.close()
        assert not seen.complaints
        assert not seen.elsewhere
