from breakeven.mcp_server.trimming import cut, filled, rejected, rounded, trimmed_decision
from tests.outputs.handmade import make_decision


def test_a_decision_keeps_what_an_assistant_needs() -> None:
    whole = make_decision().to_dict()
    found = trimmed_decision(whole, top=1)
    feasible = [o for o in whole["options"] if o["feasible"]]  # type: ignore[attr-defined]
    assert found["best"] == whole["best"]
    assert [o["id"] for o in found["options"]] == [feasible[0]["id"]]
    assert found["options_left_out"] == len(feasible) - 1
    assert found["best_of_each_kind"].keys() == {o["kind"] for o in feasible}
    for kind, first in found["best_of_each_kind"].items():
        assert first["id"] == next(o["id"] for o in feasible if o["kind"] == kind)


def test_rejections_are_counted_by_reason() -> None:
    def option(name: str, reason: str | None) -> dict[str, object]:
        excuse = {"reason": reason, "detail": f"why {name}"}
        return {"id": name, "feasible": reason is None, "excuse": excuse if reason else None}

    found = rejected(
        [option("a", "memory"), option("b", "late"), option("c", None), option("d", "late")]
    )
    assert found == [
        {"reason": "late", "options": 2, "example": "b", "detail": "why b"},
        {"reason": "memory", "options": 1, "example": "a", "detail": "why a"},
    ]


def test_cutting_says_how_much_is_gone() -> None:
    assert cut({"a": [1, 2, 3]}, "a", 2) == {"a": [1, 2], "a_left_out": 1}
    assert cut({"a": [1]}, "a", 2) == {"a": [1]}
    assert filled({"a": None, "b": 0, "c": ""}) == {"b": 0}


def test_six_digits_and_no_more() -> None:
    assert rounded({"a": 52.96125417, "b": [0.000123456789], "c": 123456789}) == {
        "a": 52.9613,
        "b": [0.000123457],
        "c": 123456789,
    }
