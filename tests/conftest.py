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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs the outside data where it is absent."""
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
