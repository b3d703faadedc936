"""The one door to Numba: compile a function once, keep its machine code for later processes."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

from breakeven.domain.errors import MissingExtra

try:
    import numba
except ImportError as error:
    raise MissingExtra("simulating", "simulate") from error

F = TypeVar("F", bound=Callable[..., Any])

_HERE = Path(__file__).parent
_SOURCES = b"".join(path.read_bytes() for path in sorted(_HERE.glob("*.py")))
_CACHE = _HERE / "__pycache__" / sha256(_SOURCES).hexdigest()[:16]
"""Named by the sources of this package: Numba itself would look at one file alone and keep the
machine code of a function whose callee, in another file, has changed. Where it cannot be written,
Numba falls back to the user's own cache."""


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


def _compile(function: F, *, forceinline: bool) -> F:
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(_CACHE)
    options = {"cache": True, "nogil": True, "_nrt": False, "forceinline": forceinline}
    try:
        return cast(F, numba.njit(error_model="numpy", **options)(function))
    finally:
        numba.config.CACHE_DIR = before
