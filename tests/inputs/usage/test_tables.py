"""What an engine says is not passed on: it may quote the log."""

import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.usage.tables import readable


@pytest.mark.parametrize(
    ("said", "expected", "where"),
    [
        ("CSV Error on Line: 4\nOriginal Line: SECRET", "is not valid CSV", "log"),
        ("Malformed JSON at byte 1 in line 3: SECRET", "is not valid JSON", "log:3"),
        ("IO Error: Unexpected end of GZIP stream", "gzip stream ends early", "log"),
        ("Out of Memory Error: SECRET", "does not fit into memory", "log"),
        ("Conversion Error: SECRET", r"cannot be read \(RuntimeError\)", "log"),
    ],
)
def test_errors_of_an_engine(said: str, expected: str, where: str) -> None:
    with pytest.raises(InputError, match=expected) as caught, readable("log"):
        raise RuntimeError(said)
    assert caught.value.where == where
    assert "SECRET" not in str(caught.value)


def test_our_own_mistakes_are_not_hidden() -> None:
    with pytest.raises(TypeError), readable("log"):
        raise TypeError("a bug")
