import copy
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.domain.errors import InputError, ManyProblems
from breakeven.domain.stored_decision import StoredDecision
from breakeven.inputs.decision_json import read_decision, stored_decision
from breakeven.outputs.files import json_text
from tests.outputs.handmade import HOSTED, make_decision

DATA: dict[str, Any] = json.loads(json_text(make_decision().to_dict()))


def written(folder: Path, text: str) -> Path:
    place = folder / "decision.json"
    place.write_text(text)
    return place


def test_what_decide_writes_is_read(tmp_path: Path) -> None:
    made = make_decision()
    found = read_decision(written(tmp_path, json_text(made.to_dict())))
    assert found == stored_decision(made.to_dict(), where="")
    assert found.best == HOSTED
    assert found.recommended is not None
    assert made.best is not None
    assert found.recommended.usd == made.best.usd_per_month
    assert len(found.options) == len(made.options)
    assert [r.cheapest for r in found.regions] == [r.cheapest for r in made.regions]
    assert found.asked["workload.requests_per_day"] == 100_000.0
    assert found.asked["targets.ttft_p99_ms"] == 2000
    assert found.asked["simulated"] == "none"


def test_nothing_feasible_is_a_decision_too() -> None:
    data = {"error": {"message": "no"}, **make_decision(feasible=False).to_dict()}
    assert stored_decision(data, where="").best is None


def test_unknown_keys_are_left_alone() -> None:
    data = copy.deepcopy(DATA)
    data |= {"horizon": {"months": 36, "flows": [{"usd": 1}]}, "later": [1], "asked": 5}
    data["options"][0] |= {"owned": {"x": 1}}
    data["options"][0]["lines"][0]["months"] = [1, 2]
    found = stored_decision(data, where="")
    assert found.asked["horizon.months"] == 36
    assert "horizon.flows" not in found.asked


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("{", "not JSON (Expecting property name enclosed in double quotes in line 1)"),
        ("name = 'chat'", "is no decision: not JSON"),
        ("[1]", "is JSON, but no decision: one object was expected"),
        ("null", "is JSON, but no decision"),
        ("{}", "it has nothing, where as_of, best, workload, options were expected"),
        ('{"crossings": []}', "it has crossings, where"),
        ('{"error": {"message": "no file"}}', "the error of a command that failed (no file)"),
        ("[" * 200_000, "is no decision"),
    ],
)
def test_what_is_no_decision(tmp_path: Path, text: str, said: str) -> None:
    place = written(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_decision(place)
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(place))
    assert "\n" not in caught.value.message


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_decision(tmp_path / "none.json")


def test_all_mistakes_at_once_with_their_paths() -> None:
    data = copy.deepcopy(DATA)
    del data["as_of"]
    data["workload"]["requests_per_day"] = -1
    data["options"][1]["usd_per_month"] = "dear"
    data["options"][0]["lines"][0]["usd_per_month"] = float("nan")
    with pytest.raises(ManyProblems) as caught:
        stored_decision(data, where="old.json")
    paths = [problem.partition(":")[0] for problem in caught.value.problems]
    assert sorted(paths) == [
        "as_of",
        "options[0].lines[0].usd_per_month",
        "options[1].usd_per_month",
        "workload.requests_per_day",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"best": "api:x/y"}, "'api:x/y' is not among the options"),
        ({"best": None}, "is null, though options are feasible"),
        ({"best": DATA["options"][-1]["id"]}, "is among the options as not feasible"),
    ],
)
def test_contradictions(change: dict[str, object], said: str) -> None:
    with pytest.raises(ManyProblems, match="best: ") as caught:
        stored_decision({**DATA, **change}, where="")
    assert said in caught.value.problems[0]


def test_a_long_list_of_mistakes_is_cut() -> None:
    data = {**DATA, "options": [{}] * 500}
    with pytest.raises(ManyProblems) as caught:
        stored_decision(data, where="")
    assert len(caught.value.problems) == 21
    assert caught.value.problems[-1].startswith("and ")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the path of every value of a JSON."""
    if isinstance(value, dict):
        inner = list(value.items())
    else:
        inner = list(enumerate(value)) if isinstance(value, list) else []
    return [path, *(p for key, v in inner for p in places(v, (*path, key)))]


@given(st.sampled_from(places(DATA)[1:]), JSON)
def test_any_value_anywhere_is_read_or_refused(place: tuple[str | int, ...], value: object) -> None:
    data: Any = copy.deepcopy(DATA)
    inner = data
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with suppress(InputError):
        assert isinstance(stored_decision(data, where="x"), StoredDecision)
