"""The folders in which an assistant may name files; everything else stays unread."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from breakeven.domain.errors import InputError
from breakeven.domain.portfolio import Member
from breakeven.domain.scenario import Scenario
from breakeven.inputs.hf_config import config_path
from breakeven.inputs.portfolio import named_scenarios, read_portfolio
from breakeven.inputs.scenario import read_scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Folders that were allowed on the command line, links followed."""

    folders: tuple[Path, ...] = ()

    def file(self, name: str) -> Path:
        """Return the real path of a file or folder in an allowed folder.

        Raises InputError for all else, in the same words whether it exists or not. Relative names
        are tried in each allowed folder.
        """
        tried = [Path(name)] if Path(name).is_absolute() else [f / name for f in self.folders]
        for path in tried:
            real = _real(path)
            if real is not None and any(real.is_relative_to(f) for f in self.folders):
                return real
        where = ", ".join(str(f) for f in self.folders) or "none: start with --allow DIR"
        raise InputError(f"is no file in an allowed folder ({where})", where=name)

    def scenario(self, name: str) -> Path:
        """Return a scenario's path, having checked the files that it names in turn."""
        path = self.file(name)
        asked = read_scenario(path)
        for other in (*asked.workload.usage_log, *asked.tasks.evaluations):
            self.file(str(path.parent / other))
        self._models(asked)
        return path

    def _models(self, asked: Scenario) -> None:
        named = (asked.models.like, asked.tasks.counted_with)
        self.names((*asked.models.only, *named, *asked.tasks.models.values()))

    def portfolio(self, name: str) -> Path:
        """Return a portfolio's path, having checked the scenarios and files that it names."""
        path = self.file(name)
        for scenario in named_scenarios(path):
            self.scenario(str(path.parent / scenario))
        self.members(read_portfolio(path).workloads, folder=path.parent)
        return path

    def members(self, workloads: Iterable[Member], *, folder: Path | None = None) -> None:
        """Raise InputError where workloads name files that are not allowed.

        Without a `folder` that they are relative to, they must be full paths.
        """
        for one in workloads:
            asked = one.scenario
            for other in (*asked.workload.usage_log, *asked.tasks.evaluations):
                if folder is None and not Path(other).is_absolute():
                    raise InputError("name it by its full path", where=other)
                self.file(str(folder / other) if folder else other)
            self._models(asked)

    def decision(self, name: str) -> Path:
        """Return the path of a stored decision, or of a scenario with all that it names."""
        return self.scenario(name) if name.endswith(".toml") else self.file(name)

    def names(self, names: Iterable[str]) -> None:
        """Raise InputError for a model's name that is the path of a file that is not allowed."""
        for name in names:
            plain = name.strip().removeprefix("self:").partition("@")[0]
            if plain and config_path(plain) is not None:
                self.file(str(Path(plain).expanduser().absolute()))


def allowed_at(folders: Iterable[Path | str]) -> Allowed:
    """Return what is allowed by some folders; raise InputError where one is none."""
    found = []
    for folder in folders:
        real = _real(Path(folder).expanduser())
        if real is None or not real.is_dir():
            raise InputError("there is no such folder", where=str(folder))
        found.append(real)
    return Allowed(folders=tuple(found))


def _real(path: Path) -> Path | None:
    """Return a path with links followed, None where nothing is there."""
    try:
        return path.resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        return None
