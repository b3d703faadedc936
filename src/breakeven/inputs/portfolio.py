"""A portfolio file: workloads as scenarios, with what they have in common said once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from breakeven.domain.errors import ManyProblems
from breakeven.domain.portfolio import Allocation, Member, Portfolio
from breakeven.domain.scenario import Scenario
from breakeven.inputs.records import Problem, hints, near, parse
from breakeven.inputs.scenario import located, unknown_keys
from breakeven.inputs.toml_facts import load_toml

OWN = ("scenario", "shift_hours", "months", "divisible", "adapter_rate", "adapter_rank", "adapters")
"""Keys of a workload beside those of a scenario."""
TOP = ("name", "allocation", "workloads")
TOGETHER = "max_kg_co2e_per_month_together"
"""The key in the outer [rules] that is no scenario's."""
HEADER = r"\s*\[\[\s*workloads\s*\]\]"


def read_portfolio(path: Path | str) -> Portfolio:
    """Return the portfolio of a file; scenarios that it names are relative to its folder.

    Raises InputError where the file is no TOML, ManyProblems with every mistake and its line.
    """
    place = Path(path)
    data, text = load_toml(place)
    return _portfolio(data, text, folder=place.parent, where=str(place))


def portfolio_of(data: Mapping[str, Any]) -> Portfolio:
    """Return the portfolio that tables tell, as those of a file; raise ManyProblems like it."""
    return _portfolio(data, "", folder=Path(), where="tables")


def named_scenarios(path: Path) -> tuple[str, ...]:
    """Return the scenarios that a portfolio's file names, as it writes them."""
    rows = load_toml(path)[0].get("workloads", [])
    listed = rows if isinstance(rows, list) else []
    return tuple(str(r["scenario"]) for r in listed if isinstance(r, dict) and "scenario" in r)


def _portfolio(data: Mapping[str, Any], text: str, *, folder: Path, where: str) -> Portfolio:
    data, together = _apart(data)
    common = {
        k: v for k, v in data.items() if k in hints(Scenario) and k not in ("name", "workload")
    }
    problems = [*_top(data, text), *_budget(together, text)]
    rows = data.get("workloads", [])
    if not isinstance(rows, list) or not rows or not all(isinstance(r, dict) for r in rows):
        problems.append((1, "write at least one [[workloads]], with two brackets"))
        rows = []
    starts = [i for i, line in enumerate(text.splitlines()) if re.match(HEADER, line)]
    members: list[Member] = []
    for number, row in enumerate(rows):
        first = starts[number] if number < len(starts) else 0
        last = starts[number + 1] if number + 1 < len(starts) else None
        part = "\n".join(text.splitlines()[first:last])
        member, wrong = _member(row, common, number, folder=folder)
        members += [member] if member else []
        problems += [(first + located(p, part, prefix="workloads")[0], p.message) for p in wrong]
    problems += _twice(members)
    if problems:
        said = [f"line {n}: {m}" if text else m for n, m in sorted(set(problems))]
        raise ManyProblems(said, where=where)
    return Portfolio(
        name=str(data.get("name", "")),
        allocation=data.get("allocation", "shapley"),
        max_kg_co2e_per_month_together=None if together is None else float(together),
        workloads=tuple(members),
    )


def _apart(data: Mapping[str, Any]) -> tuple[Mapping[str, Any], Any]:
    """Return the tables without the rule of all workloads together, and what it says."""
    rules = data.get("rules")
    if not isinstance(rules, Mapping) or TOGETHER not in rules:
        return data, None
    return {**data, "rules": {k: v for k, v in rules.items() if k != TOGETHER}}, rules[TOGETHER]


def _budget(said: Any, text: str) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with the rule of all workloads together."""
    number = isinstance(said, int | float | Decimal) and not isinstance(said, bool)
    if said is None or (number and 0 < said < float("inf")):
        return
    line = located(Problem(key=("rules", TOGETHER), message=""), text)[0]
    yield line, f"rules.{TOGETHER}: must be a number of kg above 0, not {said}"


def _top(data: Mapping[str, Any], text: str) -> Iterator[tuple[int, str]]:
    """Yield what is wrong outside the workloads."""
    known = (*TOP, *(k for k in hints(Scenario) if k != "workload"))
    for key in data:
        if key not in known:
            line = located(Problem(key=(key,), message=""), text)[0]
            yield line, f"unknown key {key!r}{near(key, known)}"
    said = data.get("allocation", "shapley")
    if said not in get_args(Allocation):
        line = located(Problem(key=("allocation",), message=""), text)[0]
        yield line, f"allocation: must be one of {', '.join(get_args(Allocation))}, not {said!r}"


def _member(
    row: Mapping[str, Any], common: Mapping[str, Any], number: int, *, folder: Path
) -> tuple[Member | None, list[Problem]]:
    """Return one workload, or all that is wrong with it."""
    own = {k: v for k, v in row.items() if k not in OWN}
    base: dict[str, Any] = dict(common)
    if isinstance(row.get("scenario"), str):
        base = merged(base, load_toml(folder / row["scenario"])[0])
        base = _relative(base, Path(row["scenario"]).parent)
    asked = merged(base, own)
    parsed = parse(asked, Scenario)
    problems = [*map(_nearer, parsed.problems), *unknown_keys(asked)]
    name = str(row.get("name") or asked.get("name") or f"workload {number + 1}")
    beside = {k: row[k] for k in OWN if k in row and k != "scenario"}
    checked = parse({**beside, "name": name, "scenario": {}}, Member)
    problems += checked.problems
    if len(row.get("months", ())) not in (0, 12):
        problems.append(Problem(key=("months",), message="months: must be 12 values, or left out"))
    if problems or parsed.value is None or checked.value is None:
        return None, problems
    return replace(checked.value, scenario=replace(parsed.value, name=name)), []


def _nearer(problem: Problem) -> Problem:
    """Return an unknown key of a workload with the nearest of its own keys."""
    said, key = problem.message, problem.key[0] if problem.key else ""
    return (
        replace(problem, message=said + near(key, OWN))
        if said == f"unknown key {key!r}"
        else problem
    )


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return both, section by section; what `over` says wins.

    >>> merged({"rules": {"commercial": True}}, {"rules": {"eu_company": True}})
    {'rules': {'commercial': True, 'eu_company': True}}
    """
    found = dict(base)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(base.get(key), Mapping)
        found[key] = {**base[key], **value} if both else value
    return found


def _relative(asked: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return a scenario whose logs are found from the portfolio's folder."""
    told = asked.get("workload")
    logs = told.get("usage_log") if isinstance(told, Mapping) else None
    if not isinstance(told, Mapping) or not isinstance(logs, list):
        return asked
    return {**asked, "workload": {**told, "usage_log": [str(folder / str(p)) for p in logs]}}


def _twice(members: list[Member]) -> list[tuple[int, str]]:
    names = [m.name for m in members]
    return [
        (1, f"two workloads are called {n!r}") for n in sorted(set(names)) if names.count(n) > 1
    ]
