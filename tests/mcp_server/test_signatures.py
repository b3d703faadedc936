from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import pytest
from cyclopts import Parameter as Option

from breakeven.domain.scenario import Scenario
from breakeven.mcp_server.signatures import Added, plain, tool_signature, words_of


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (float | None, float | None),
        (Scenario | Path | str | None, str | None),
        (Sequence[str | Path], list[str]),
        (Mapping[str, str] | None, dict[str, str] | None),
        (date | str | None, str | None),
        (Literal["a", "b"], Literal["a", "b"]),
        (bool, bool),
    ],
)
def test_types_as_json_has_them(kind: object, found: object) -> None:
    assert plain(kind) == found


def verb(name: str, *, logs: Sequence[str | Path] = (), facts: Path | None = None) -> None:
    """A verb."""


def test_a_verb_s_parameters_with_words() -> None:
    found = tool_signature(
        verb,
        words={"name": "Its name."},
        hidden=("facts",),
        added={"top": Added(type=int, default=3, words="How many.")},
    )
    assert list(found.parameters) == ["name", "logs", "top"]
    assert found.parameters["name"].annotation.__metadata__[0].description == "Its name."
    assert found.parameters["logs"].default == []
    assert all(p.kind is p.KEYWORD_ONLY for p in found.parameters.values())


def test_words_are_those_of_the_command_line() -> None:
    def command(name: Annotated[str, Option(help="Its name.")], plain: int = 0) -> None:
        pass

    assert words_of(command) == {"name": "Its name."}
