"""What browsers keep: our style, our script, and the chart scripts of the vl-convert package.

Each is served from memory at an address that holds a digest, so that it may be kept for ever.
"""

import gzip
import subprocess
import sys
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files

from breakeven.domain.errors import MissingExtra, UnknownName

PREFIX = "/page/static"
CHARTS = "charts.js"
TYPES = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    CHARTS: "text/javascript; charset=utf-8",
}
BUNDLE = """
import sys, vl_convert
sys.stdout.buffer.write(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;").encode())
"""
DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file as it is sent."""

    content: bytes
    packed: bytes
    media_type: str


@cache
def asset(name: str) -> Asset:
    """Return a file by its name, packed once.

    Raises UnknownName for any other.
    """
    if name not in TYPES:
        raise UnknownName("file of the page", name, TYPES)
    content = chart_script() if name == CHARTS else _own(name)
    return Asset(content=content, packed=gzip.compress(content, 6), media_type=TYPES[name])


def address(name: str) -> str:
    """Return where a file is served: its digest changes whenever it does."""
    return f"{PREFIX}/{_digest(name)}/{name}"


@lru_cache(maxsize=len(TYPES))
def _digest(name: str) -> str:
    """Return the digest of a file; of the chart scripts, of the package that they are made from."""
    made = f"vl-convert {_drawer_version()}".encode() if name == CHARTS else _own(name)
    return sha256(made).hexdigest()[:DIGITS]


def _drawer_version() -> str:
    try:
        return version("vl-convert-python")
    except PackageNotFoundError:
        return ""


def _own(name: str) -> bytes:
    return files(__package__).joinpath("static", name).read_bytes()


def chart_script() -> bytes:
    """Return Vega, Vega-Lite and Vega-Embed in one script, which the package has inside.

    It is bundled by a process of its own: for some seconds nothing else of one process runs.
    """
    if not _drawer_version():
        raise MissingExtra("drawing charts", "charts")
    command = [sys.executable, "-c", BUNDLE]
    made = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - our own words
    return made.stdout
