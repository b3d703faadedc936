"""Keep the points of the samples between runs, as making them anew imports SciPy for a second."""

import io
import os
import sys
import zlib
from importlib.metadata import version
from pathlib import Path

import numpy as np

from breakeven.domain.errors import InputError
from breakeven.domain.numbers import Array
from breakeven.outputs.files import write_bytes
from breakeven.studies.sampling import DIMENSIONS, unit_cube

CHECK = 4
"""Bytes of the checksum at the end of a file."""


def points(samples: int, *, seed: int, folder: Path | None = None) -> Array:
    """Return `unit_cube`, from a file of the user's cache folder where there is one.

    A file that cannot be read is made anew; where none can be written the points are made each
    time. Its name carries all that the points depend on.
    """
    name = f"sobol-{DIMENSIONS}-{samples}-{seed}-scipy-{version('scipy')}.npy"
    path = (folder or cache_folder()) / name
    kept = _read(path, samples)
    if kept is not None:
        return kept
    made = unit_cube(samples, seed=seed)
    _write(path, made)
    return made


def cache_folder() -> Path:
    """Return the folder in which this system's programs keep what they can make anew."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "breakeven"


def _read(path: Path, samples: int) -> Array | None:
    """Return the points of a file; None where it is absent, cut short or not ours."""
    try:
        content = path.read_bytes()
        body = memoryview(content)[:-CHECK]
        if zlib.crc32(body).to_bytes(CHECK, "little") != content[-CHECK:]:
            return None
        found = np.load(io.BytesIO(body), allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    right = found.shape == (DIMENSIONS, samples) and found.dtype == np.float64
    return found if right else None


def _write(path: Path, cube: Array) -> None:
    buffer = io.BytesIO()
    np.save(buffer, cube, allow_pickle=False)
    body = buffer.getvalue()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_bytes(path, body + zlib.crc32(body).to_bytes(CHECK, "little"))
    except (OSError, InputError):
        return  # A folder that nobody can write in costs a second a run, no more.
