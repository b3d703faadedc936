"""Answers in the keys of the command line's JSON, cut down to what an assistant can read."""

from collections.abc import Mapping, Sequence
from typing import Any

from breakeven.outputs.files import json_text

Data = Mapping[str, Any]
DIGITS = 6
REGIONS = 20
FACTS = 40
MOST = 40
"""Entries of any list of a plan or a comparison."""
HORIZON_OPTIONS = 5
EMPTY: tuple[object, ...] = (None, "", [], {})


def trimmed_decision(data: Data, *, top: int) -> dict[str, Any]:
    """Return a decision's best options, the best of each kind, and why others were rejected."""
    options = data["options"]
    feasible = [o for o in options if o["feasible"]]
    firsts = {o["kind"]: o for o in reversed(feasible)}
    kept = ("as_of", "workload", "demand", "targets", "reference_model", "best", "weighed")
    return {
        **{key: data[key] for key in kept},
        "options": [filled(o) for o in feasible[:top]],
        "options_left_out": max(len(feasible) - top, 0),
        "best_of_each_kind": {
            kind: {"id": o["id"], "usd_per_month": o["usd_per_month"]} for kind, o in firsts.items()
        },
        "rejected": rejected(options),
        **cut(data, "regions", REGIONS),
        "rules": data["rules"],
        "levers": data["levers"],
        "horizon": horizon(data.get("horizon")),
        "assumptions": [assumed(a) for a in data["assumptions"]],
        "warnings": data["warnings"],
    }


def filled(values: Data) -> dict[str, Any]:
    """Return what has a value."""
    return {key: value for key, value in values.items() if value not in EMPTY}


def rejected(options: Sequence[Data]) -> list[dict[str, Any]]:
    """Return how many options were rejected for each reason, with one of them."""
    found: dict[str, dict[str, Any]] = {}
    for option in options:
        if option["feasible"]:
            continue
        excuse = option["excuse"]
        named = {"reason": excuse["reason"], "options": 0, "example": option["id"]}
        row = found.setdefault(excuse["reason"], {**named, "detail": excuse["detail"]})
        row["options"] += 1
    return sorted(found.values(), key=lambda row: -row["options"])


def horizon(found: Data | None) -> dict[str, Any] | None:
    """Return the months ahead of the leading options, without each month's bill."""
    if not found:
        return None
    kept = ("months", "discount_rate_per_year", "best", "least_regret", "evpi_usd", "waiting")
    options = [
        {key: value for key, value in filled(o).items() if key != "usd_by_month"}
        for o in found["options"][:HORIZON_OPTIONS]
    ]
    return {**{key: found[key] for key in kept if key in found}, "options": options}


def assumed(one: Data) -> str:
    """Return an assumption on a line.

    >>> assumed({"id": "pue", "value": 1.3, "unit": "", "source": "s, 2026-01-01"})
    'pue = 1.3 (s, 2026-01-01)'
    """
    value = f"{one['id']} = {one['value']:g} {one['unit']}".strip()
    return f"{value} ({one['source']})"


def cut(data: Data, key: str, most: int) -> dict[str, Any]:
    """Return the first of a list's entries, and how many were left out where some were."""
    entries = data[key]
    left = len(entries) - most
    return {key: entries[:most], **({f"{key}_left_out": left} if left > 0 else {})}


def short(value: Any) -> Any:
    """Return data whose lists end after MOST entries, each with how many were left out.

    >>> short({"a": list(range(42))})["a_left_out"]
    2
    """
    if isinstance(value, Mapping):
        found: dict[str, Any] = {}
        for key, one in value.items():
            found[key] = short(one)
            if isinstance(one, list) and len(one) > MOST:
                found[f"{key}_left_out"] = len(one) - MOST
        return found
    return [short(one) for one in value[:MOST]] if isinstance(value, list) else value


def trimmed_facts(data: Data, *, key: str) -> dict[str, Any]:
    """Return a list of facts without their empty cells, cut where it grows long."""
    short = cut(data, key, FACTS)
    return {**data, **short, key: [filled(fact) for fact in short[key]]}


def rounded(value: Any) -> Any:
    """Return an answer in JSON's types with six significant digits: the rest is no help.

    >>> rounded({"usd": 52.96125417, "n": 12345678, "never": float("inf")})
    {'usd': 52.9613, 'n': 12345678, 'never': None}
    """
    import json

    return json.loads(json_text(value, indent=None), parse_float=_short)


def _short(digits: str) -> float:
    return float(f"{float(digits):.{DIGITS}g}")
