"""The points that are kept between runs."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from breakeven.api import points as module
from breakeven.api.points import cache_folder, points
from breakeven.studies.sampling import unit_cube


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the cubes that were made, and not read."""
    sizes: list[int] = []

    def counted(samples: int, *, seed: int) -> object:
        sizes.append(samples)
        return unit_cube(samples, seed=seed)

    monkeypatch.setattr(module, "unit_cube", counted)
    return sizes


def test_points_are_made_once(tmp_path: Path, made: list[int]) -> None:
    first = points(64, seed=1, folder=tmp_path / "new")
    again = points(64, seed=1, folder=tmp_path / "new")
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(first, unit_cube(64, seed=1))
    assert made == [64]


def test_other_points_have_another_file(tmp_path: Path, made: list[int]) -> None:
    for samples, seed in ((64, 1), (64, 2), (32, 1)):
        points(samples, seed=seed, folder=tmp_path)
    assert made == [64, 64, 32]
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("damage", ["empty", "short", "flipped", "text"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, made: list[int], damage: str) -> None:
    expected = points(64, seed=1, folder=tmp_path)
    (file,) = tmp_path.iterdir()
    good = file.read_bytes()
    bad = {
        "empty": b"",
        "short": good[:-100],
        "flipped": good[:5000] + bytes([good[5000] ^ 1]) + good[5001:],
        "text": b"no points here",
    }
    file.write_bytes(bad[damage])
    np.testing.assert_array_equal(points(64, seed=1, folder=tmp_path), expected)
    assert made == [64, 64]
    assert file.read_bytes() == good


def test_a_folder_that_cannot_be_made_is_no_failure(tmp_path: Path, made: list[int]) -> None:
    (tmp_path / "file").write_text("in the way")
    for _ in range(2):
        points(16, seed=1, folder=tmp_path / "file" / "below")
    assert made == [16, 16]


def test_the_folder_is_the_users_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "breakeven"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache" / "breakeven"


def test_kept_points_need_no_scipy(tmp_path: Path) -> None:
    """Its import costs more than the rest of an answer."""
    points(64, seed=1, folder=tmp_path)
    code = f"""
import sys
import subprocess
import sys
from pathlib import Path
from breakeven.api.points import points
from breakeven.studies import flips, information, probability, sampling, sensitivity, tornado
from breakeven.studies.unknown import Unknown

cube = points(64, seed=1, folder=Path({str(tmp_path)!r}))
x = Unknown(id="x", low=1, central=2, high=3, shape="lognormal", place=0)
y = Unknown(id="y", low=1, central=2, high=3, shape="triangular")
sampling.sample([x, y], cube=cube, seed=1)
print(sorted(name for name in sys.modules if name.partition(".")[0] == "scipy"))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
