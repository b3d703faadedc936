"""The engine's command, as words and as a shell line; every word is quoted by the library."""

import shlex
from collections.abc import Sequence
from typing import Any

from breakeven.domain.deployment import Deployment
from breakeven.domain.errors import MissingExtra


def server_words(deployment: Deployment, *, machine: bool = False) -> tuple[str, ...]:
    """Return the command of one replica, or of all replicas of a machine behind one port."""
    launch, flags = deployment.launch, deployment.launch.flags
    weights = [launch.weights_flag] if launch.weights_flag else []
    words = [*launch.command, *weights, deployment.weights]
    words += [word for a in deployment.arguments for word in (a.flag, a.value)]
    if machine and deployment.held > 1:
        words += [flags["data_parallel"], str(deployment.held)]
    return (*words, flags["host"], "0.0.0.0", flags["port"], str(launch.port))  # noqa: S104 - in a container


def shell(words: Sequence[str]) -> str:
    r"""Return words as one shell command, a setting on each line.

    >>> print(shell(["a", "b c", "--d", "1"]))
    a 'b c' \
      --d 1
    """
    lines: list[list[str]] = [[]]
    for word in words:
        if word.startswith("--") and lines[-1]:
            lines.append([])
        lines[-1].append(shlex.quote(word))
    return " \\\n  ".join(" ".join(line) for line in lines)


def yaml_text(*documents: Any) -> str:
    """Return documents as YAML.

    Raises MissingExtra where PyYAML is not installed.
    """
    try:
        import yaml
    except ImportError:
        raise MissingExtra("a manifest", "deploy") from None

    class Dumper(yaml.SafeDumper):  # type: ignore[misc]
        """Writes lines as lines, and equal parts twice instead of by reference."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
            return True

    def text(dumper: Any, value: str) -> Any:
        style = "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    return str(
        yaml.dump_all(documents, Dumper=Dumper, sort_keys=False, width=1000, allow_unicode=True)
    )
