"""The library loads a verb when it is asked for."""

import subprocess
import sys

import pytest

from breakeven import api


def loaded(code: str) -> set[str]:
    """Return the modules that a fresh interpreter has after some code."""
    told = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return set(told.stdout.split())


def test_every_name_is_found_where_it_is_said_to_be() -> None:
    named = {name for names in api.HOMES.values() for name in names.split()}
    assert named == set(api.__all__)
    for module, names in api.HOMES.items():
        for name in names.split():
            assert getattr(api, name).__module__.startswith("breakeven."), (module, name)
    assert set(api.__all__) <= set(dir(api))


def test_reading_a_log_loads_nothing_that_decides() -> None:
    modules = loaded("from breakeven import api; api.usage")
    assert "breakeven.api.using" in modules
    assert not [name for name in modules if name.startswith("breakeven.studies")]
    assert "breakeven.api.showing" not in modules


def test_a_name_that_is_not_there_is_told() -> None:
    with pytest.raises(AttributeError, match="no attribute 'prophesy'"):
        _ = api.prophesy
