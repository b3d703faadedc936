"""A scenario's cascade: where its share is from, and what does not go together."""

from pathlib import Path

import pytest

from breakeven.api.escalating import escalation_of
from breakeven.domain.cascade import Cascade
from breakeven.domain.errors import InputError, UnknownName
from breakeven.inputs.catalog import load_catalog

CATALOG = load_catalog()


def found(folder: Path, **said: object):  # type: ignore[no-untyped-def]
    cascade = Cascade(**({"small": "llama-3.1-8b", "large": "gpt-4o"} | said))  # type: ignore[arg-type]
    return escalation_of(cascade, CATALOG, CATALOG.assumptions, folder=folder)


def test_the_share_is_given_measured_or_assumed(tmp_path: Path) -> None:
    given = found(tmp_path, escalation_rate=0.2)
    assert (given.share, given.source, given.assumed) == (0.2, "as given", False)
    (tmp_path / "r.csv").write_text("escalated\n1\n0\n0\n0\n", "utf-8")
    measured = found(tmp_path, results="r.csv")
    assert (measured.share, measured.requests) == (0.25, 4)
    assumed = found(tmp_path)
    assert assumed.assumed
    assert assumed.share == CATALOG.assumptions["escalation_share"].value
    assert "routellm" in assumed.source
    assert escalation_of(Cascade(), CATALOG, CATALOG.assumptions, folder=tmp_path) is None


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"large": ""}, "needs two models"),
        ({"large": "llama-3.1-8b"}, "give two models"),
        ({"escalation_rate": 0.1, "results": "r.csv"}, "give one of them"),
    ],
)
def test_what_does_not_go_together(tmp_path: Path, said: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        found(tmp_path, **said)


def test_an_unknown_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownName):
        found(tmp_path, large="gpt-4oo")
