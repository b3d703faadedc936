"""Answer: a proprietary API, the same open weights hosted by someone else, or our own GPUs.

The verbs of `breakeven.api` are here too: `breakeven.decide`, `cross`, `size`, `usage`.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
_VERBS = (
    "audit",
    "calibrate",
    "check",
    "claim_terms",
    "cross",
    "decide",
    "deploy",
    "diff",
    "facts_check",
    "facts_conflicts",
    "facts_find",
    "facts_show",
    "plan",
    "probe",
    "recompute",
    "report",
    "simulate",
    "size",
    "sweep",
    "usage",
    "usage_example",
    "validate",
)


def __getattr__(name: str) -> Any:
    """Return a verb, imported when it is first asked for: `--help` needs none."""
    if name in _VERBS:
        return getattr(import_module("breakeven.api"), name)
    raise AttributeError(f"module 'breakeven' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_VERBS])
