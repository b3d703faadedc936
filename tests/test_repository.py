"""What holds the repository together: the lock, the package, the names in the Makefile."""

import re
import tomllib
from pathlib import Path

import pytest

import breakeven

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements" / "lock.txt"
PEERS = sorted((ROOT / "requirements" / "peers").glob("*.txt"))
ENGINES = ROOT / "requirements" / "engines.txt"
LOCKS = [LOCK, ENGINES, *PEERS]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
APART = ("spark", "clickhouse")
"""Extras for engines that others run: large, locked by themselves, in no extra `all`."""
NAME = re.compile(r"[A-Za-z0-9._-]+")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: Path = LOCK) -> dict[str, str]:
    """Return the block of each locked requirement by its name."""
    blocks = re.split(r"^(?=[a-z0-9])", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {plain(block.split("==")[0]): block for block in blocks}


def wanted() -> list[str]:
    extras = [lines for name, lines in EXTRAS.items() if name not in APART]
    every = [*PROJECT["dependencies"], *(line for lines in extras for line in lines)]
    names = {plain(NAME.match(line)[0]) for line in every}  # type: ignore[index]
    return sorted(names - {"breakeven"})


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_the_lock_names_no_address(lock: Path) -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links|@", lock.read_text(encoding="utf-8"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_locked_requirement_has_a_version_and_hashes(lock: Path) -> None:
    for name, block in locked(lock).items():
        assert re.match(rf"{name}==\S+ \\\n    --hash=sha256:[0-9a-f]{{64}}", block), name


@pytest.mark.parametrize("name", wanted())
def test_what_the_project_needs_is_locked(name: str) -> None:
    assert name in locked(), "pyproject.toml has changed: run `make lock`"


def test_peers_are_locked_and_no_dependency() -> None:
    assert {path.stem for path in PEERS} == {"aiconfigurator", "vidur"}
    for path in PEERS:
        assert path.stem in locked(path)
        assert path.stem not in locked()


def test_all_names_every_extra_of_users() -> None:
    named = [name for name in EXTRAS if name not in ("all", "dev", *APART)]
    assert EXTRAS["all"] == [f"breakeven[{','.join(named)}]"]


@pytest.mark.parametrize("extra", APART)
def test_engines_of_others_are_locked_by_themselves(extra: str) -> None:
    for line in EXTRAS[extra]:
        assert plain(NAME.match(line)[0]) in locked(ENGINES)  # type: ignore[index]


def test_the_version_is_said_once() -> None:
    assert breakeven.__version__ == PROJECT["version"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {PROJECT['version']}" in changes


def test_facts_travel_with_the_package() -> None:
    package = Path(breakeven.__file__).parent
    assert (package / "py.typed").exists()
    assert list(package.glob("data/models/*.toml"))
    assert not list(package.glob("data/**/*.py"))


def test_commands_that_people_are_told_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = ("demo", "test", "lint", "shape", "bench", "bench-peers", "lock", "clean")
    for target in (*targets, "test-all-pythons"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    tools = ("set-up", "set-up-peer", "find-python", "lock", "lock-peers")
    for name in (".ci/run", *(f"tools/{tool}" for tool in tools)):
        assert (ROOT / name).stat().st_mode & 0o100, f"{name} is not executable"
