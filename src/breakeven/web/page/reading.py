"""A query string as a state, or everything that is wrong with it, key by key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from typing import Any

from breakeven.domain.scenario import Scenario
from breakeven.economics.repricing import LEAST, MOST, PriceFactors
from breakeven.inputs.records import parse
from breakeven.web.page.state import (
    ASSUME,
    DEFAULT,
    KEYS,
    LISTS,
    MOST_PINS,
    MOST_SHOWN,
    PRICES,
    SWITCHES,
    TABLES,
    TOP,
    WITH_LOG,
    PageState,
    joined,
    said,
)

MOST_REQUESTS = 2e9
"""A day: where a hybrid wins is searched step by step, and a fleet for more has too many."""
MOST_TOKENS = 1e7
LONG_TEXT = 2_000
UNPARSED = ", unable to parse string as a number"
"""What pydantic says beside that it must be a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A state and what was wrong on the way to it."""

    state: PageState
    problems: Mapping[str, str]
    """By key, in words; the state then has the base's value."""


def read(pairs: Iterable[tuple[str, str]]) -> Read:
    """Return the state that keys and values tell; what cannot be read stays as in the base."""
    given: dict[str, list[str]] = {}
    for key, value in pairs:
        given.setdefault(key, []).append(value.strip()[:LONG_TEXT])
    problems: dict[str, str] = {}
    log = _last(given, "log")
    state = PageState(
        scenario=_scenario(given, WITH_LOG if log else DEFAULT, problems),
        prices=_prices(given, problems),
        log=log,
        as_of=_day(given, problems),
        top=_top(given, problems),
        pins=tuple(dict.fromkeys(p for p in given.get("pin", ()) if p is not None))[-MOST_PINS:],
    )
    return Read(state=state, problems=problems)


def _last(given: Mapping[str, list[str]], key: str) -> str:
    return (given.get(key) or [""])[-1]


def _scenario(given: Mapping[str, list[str]], base: Scenario, problems: dict[str, str]) -> Scenario:
    """Return the base with what was given, each key that cannot be read named in `problems`."""
    scenario = base
    for key, section in KEYS.items():
        if key not in given:
            continue
        raw = _raw(key, given[key])
        if raw is None and key in TABLES:
            problems[key] = f"{key}: must be NAME=NUMBER, with commas between"
            continue
        parsed = parse({section: {key: raw}}, Scenario)
        found = None if parsed.value is None else said(parsed.value, key)
        wrong = _beyond(key, found) if parsed.value is not None else parsed.problems[0].message
        if wrong:
            problems[key] = wrong.removeprefix(f"{section}.").replace(UNPARSED, "")
            continue
        part = replace(getattr(scenario, section), **{key: found})
        scenario = replace(scenario, **{section: part})
    return replace(scenario, assumptions=_assumptions(given, problems))


def _raw(key: str, values: list[str]) -> Any:
    """Return what was written as pydantic reads it; an empty field says nothing."""
    if key in LISTS:
        return joined(values)
    if key in TABLES:
        return _table(joined(values))
    if key in SWITCHES:
        return values[-1].lower() in ("1", "true", "on", "yes")
    return _number(values[-1]) if values[-1] else _blank(key)


def _table(entries: Iterable[str]) -> dict[str, Any] | None:
    """Return the numbers of names; None where an entry is no such pair."""
    pairs = [one.partition("=") for one in entries]
    if not all(name and sign and text for name, sign, text in pairs):
        return None
    return {name.strip(): _number(text.strip()) for name, _, text in pairs}


def _blank(key: str) -> Any:
    """Return what an empty field stands for: nothing said."""
    return said(Scenario(), key)


def _number(text: str) -> Any:
    """Return a number where it is one, separators of thousands allowed, else the text."""
    try:
        value = float(text.replace(",", "").replace(" ", "").replace("_", ""))
    except ValueError:
        return text
    return int(value) if isfinite(value) and value == int(value) else value


def _beyond(key: str, value: Any) -> str:
    """Say where a number is none that anybody can have."""
    if isinstance(value, float) and not isfinite(value):
        return f"{key}: must be a finite number"
    most = {"requests_per_day": MOST_REQUESTS, "input_tokens": MOST_TOKENS}
    most |= {"output_tokens": MOST_TOKENS, "growth_per_month": 1.0, "discount_rate_per_year": 10.0}
    limit = most.get(key)
    if limit is not None and value is not None and value > limit:
        return f"{key}: must be at most {limit:,.12g}"
    return ""


def _prices(given: Mapping[str, list[str]], problems: dict[str, str]) -> PriceFactors:
    found: dict[str, float] = {}
    for key in PRICES:
        text = _last(given, key)
        if not text:
            continue
        factor = _number(text)
        if isinstance(factor, str) or not LEAST <= factor <= MOST:
            problems[key] = f"{key}: must be a factor from {LEAST:g} to {MOST:g}, not {text!r}"
        else:
            found[key.removesuffix("_price")] = float(factor)
    return PriceFactors(**found)


def _assumptions(given: Mapping[str, list[str]], problems: dict[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for key, values in given.items():
        if not key.startswith(ASSUME) or not values[-1]:
            continue
        value = _number(values[-1])
        if isinstance(value, str) or not isfinite(value):
            problems[key] = f"{key}: must be a number, not {values[-1]!r}"
        else:
            found[key.removeprefix(ASSUME)] = float(value)
    return found


def _day(given: Mapping[str, list[str]], problems: dict[str, str]) -> date | None:
    text = _last(given, "as_of")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems["as_of"] = f"as_of: must be a day as 2026-11-24, not {text!r}"
        return None


def _top(given: Mapping[str, list[str]], problems: dict[str, str]) -> int:
    text = _last(given, "top")
    if not text:
        return TOP
    if text.isdigit() and 1 <= int(text) <= MOST_SHOWN:
        return int(text)
    problems["top"] = f"top: must be a whole number from 1 to {MOST_SHOWN}, not {text!r}"
    return TOP
