"""What all tests share: a folder of outside data that most machines lack, and Hypothesis's pace."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("BREAKEVEN_SHARED") or ROOT.parent / "shared")

# A busy machine is no failure.
settings.register_profile("breakeven", deadline=None)
settings.load_profile("breakeven")


ASKED_FOR = {"deploy": "make test-deploy", "cluster": "make test-cluster"}
"""Marks of tests that run only by name, and how."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what needs the outside data where it is absent, and what nobody asked for."""
    for mark, how in ASKED_FOR.items():
        if mark not in str(config.getoption("markexpr")):
            not_now = pytest.mark.skip(reason=f"takes minutes: {how}")
            for item in items:
                if item.get_closest_marker(mark):
                    item.add_marker(not_now)
    if SHARED.is_dir():
        return
    skip = pytest.mark.skip(reason=f"no outside data in {SHARED}; BREAKEVEN_SHARED names them")
    for item in items:
        if item.get_closest_marker("shared") or "shared" in getattr(item, "fixturenames", ()):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of outside data: measurements, traces, published cases."""
    return SHARED
