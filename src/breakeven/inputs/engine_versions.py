"""The version of an engine that someone means: the latest known one at or below it."""

import re
from collections.abc import Iterable

from breakeven.domain.engine import Engine, EngineVersion
from breakeven.domain.errors import InputError

YEAR = re.compile(r"20\d\d")


def version_key(version: str) -> tuple[int, ...]:
    """Return what versions are ordered by: their numbers.

    >>> version_key("v0.6.1.post1") < version_key("0.10"), version_key("b4000")
    (True, (4000,))
    """
    return tuple(int(number) for number in re.findall(r"\d+", version))


def holding_version(known: Iterable[EngineVersion], engine: Engine, asked: str) -> EngineVersion:
    """Return the defaults that hold at a version, or at the end of a year such as 2024.

    Raises InputError, with the versions that are known, where none does.
    """
    own = sorted((v for v in known if v.engine == engine.id), key=_order)
    if YEAR.fullmatch(asked):
        older = [v for v in own if v.released and v.released.year <= int(asked)]
    else:
        older = [v for v in own if version_key(asked) and _order(v) <= version_key(asked)]
    if older:
        return older[-1]
    listed = ", ".join(v.version for v in own)
    said = f"versions from which its defaults are known: {listed}" if own else "none is known"
    raise InputError(
        f"no defaults of {engine.name} {asked or 'without a number'} are known; {said};"
        f" {engine.id} alone is today's",
        where="engine",
    )


def _order(version: EngineVersion) -> tuple[int, ...]:
    return version_key(version.version)
