import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.domain.errors import AmbiguousName, UnknownName
from breakeven.inputs.names import Names, fold, tail

FACTS = {"a-1": ("Alpha One", "same"), "a-2": ("Alpha Two", "same"), "b": ("Beta", "a-1")}


def names() -> Names[tuple[str, str]]:
    return Names("thing", FACTS, lambda f: [f[:1], f[1:]])


def test_finds_by_id_and_by_other_names() -> None:
    assert names().find("A_1") == FACTS["a-1"]
    assert names().find("alpha.two") == FACTS["a-2"]


def test_an_id_goes_before_an_alias() -> None:
    assert names().find("a1") == FACTS["a-1"]


def test_says_which_it_could_be() -> None:
    with pytest.raises(AmbiguousName) as caught:
        names().find("same")
    assert caught.value.candidates == ("a-1", "a-2")
    with pytest.raises(AmbiguousName):
        names().find("a")


def test_unknown_name_has_near_ones() -> None:
    with pytest.raises(UnknownName, match="did you mean"):
        names().find("a-3")


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


def test_tail() -> None:
    assert tail("org/model") == "model"
    assert tail("model") == "model"
