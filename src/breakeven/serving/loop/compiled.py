"""The one door to Numba: compile a function once, keep its machine code for later processes."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

from breakeven.domain.errors import MissingExtra

try:
    import numba
except ImportError as error:
    raise MissingExtra("simulating", "simulate") from error

F = TypeVar("F", bound=Callable[..., Any])

_DOOR = Path(__file__)


@cache
def _kept(folder: Path) -> str:
    """Return where the machine code of a package is kept.

    Named by the sources of that package and this one's door: Numba itself would look at one file
    alone and keep the machine code of a function whose callee, in another file, has changed. Where
    it cannot be written, Numba falls back to the user's own cache.
    """
    paths = sorted({*folder.glob("*.py"), _DOOR}, key=lambda path: path.name)
    sources = b"".join(path.read_bytes() for path in paths)
    return str(folder / "__pycache__" / sha256(sources).hexdigest()[:16])


def compiled(function: F) -> F:
    """Compile a function of numbers, arrays and records that makes no array.

    Without counting references (`_nrt`), which costs nine tenths of the time of small functions
    that pass arrays on: the caller outside keeps every array alive.
    """
    return _compile(function, forceinline=False)


def inlined(function: F) -> F:
    """Compile a function into its callers: passing a lane costs more than most of them do."""
    return _compile(function, forceinline=True)


def is_ready(function: Callable[..., Any]) -> bool:
    """Return whether a compiled function has machine code in this process."""
    return bool(getattr(function, "overloads", True))


def cores() -> int:
    """Return how many cores there are for compiled code."""
    return int(numba.config.NUMBA_NUM_THREADS)


def _compile(function: F, *, forceinline: bool) -> F:
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = _kept(Path(function.__code__.co_filename).parent)
    options = {"cache": True, "nogil": True, "_nrt": False, "forceinline": forceinline}
    try:
        return cast(F, numba.njit(error_model="numpy", **options)(function))
    finally:
        numba.config.CACHE_DIR = before
