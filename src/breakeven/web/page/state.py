"""The page's state: one question, prices as they might be, a log, and what is pinned beside it.

The whole state is a query string, so that a link is the scenario. Its keys are the names of a
scenario file; what is not said is as in `DEFAULT`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from breakeven.domain.scenario import ModelChoice, Scenario, ScenarioWorkload
from breakeven.domain.workload import LatencyTargets
from breakeven.economics.repricing import PriceFactors

SECTIONS = ("workload", "targets", "models", "rules", "costs", "horizon")
"""Parts of a scenario whose fields are keys of the query."""
UNSAID = frozenset({"usage_log", "format", "column_map", "volume", "moves"})
"""Fields that a link cannot carry: files of the server, lists of months."""
FROM_LOG = ("requests_per_day", "input_tokens", "output_tokens", "cached_input_share")
ASSUME = "assume."
"""What the keys of assumptions begin with."""
DEFAULT = Scenario(
    workload=ScenarioWorkload(
        requests_per_day=400_000, input_tokens=1155, output_tokens=211, cached_input_share=0.0
    ),
    targets=LatencyTargets(ttft_p99_ms=2000, tpot_p99_ms=100),
    models=ModelChoice(like="gpt-4o-mini"),
)
"""A chat service: the question of a page that was opened without one."""
WITH_LOG = replace(DEFAULT, workload=ScenarioWorkload())
"""The same where a log tells the traffic."""
TOP = 12
MOST_SHOWN = 200
MOST_PINS = 3
LONGEST = 8_000
"""Characters of a query; browsers and proxies cut longer addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """All that a link says."""

    scenario: Scenario = DEFAULT
    prices: PriceFactors = field(default_factory=PriceFactors)
    log: str = ""
    """Token of a usage log in the server's memory; empty for none."""
    as_of: date | None = None
    """Day whose prices hold; None for today."""
    top: int = TOP
    """Options that the ranking shows."""
    pins: tuple[str, ...] = ()
    """Queries of the scenarios beside this one."""

    @property
    def base(self) -> Scenario:
        """The question that is asked where the link says nothing."""
        return WITH_LOG if self.log else DEFAULT

    @property
    def question(self) -> "PageState":
        """The same state without what is pinned and how much is shown."""
        return replace(self, pins=(), top=TOP)

    def query(self) -> str:
        """Return the state as a query string; what is as in the base is left out."""
        return urlencode(list(_pairs(self)))

    def values(self) -> dict[str, Any]:
        """Return what every control shows, by its key."""
        return {key: said(self.scenario, key) for key in KEYS}


def _keys() -> Iterator[tuple[str, str]]:
    for section in SECTIONS:
        for one in fields(getattr(DEFAULT, section)):
            if one.name not in UNSAID:
                yield one.name, section


KEYS = dict(_keys())
"""Section of each key."""


def said(scenario: Scenario, key: str) -> Any:
    """Return what a scenario says under a key."""
    return getattr(getattr(scenario, KEYS[key]), key)


LISTS = frozenset(key for key in KEYS if isinstance(said(DEFAULT, key), tuple))
TABLES = frozenset(key for key in KEYS if isinstance(said(DEFAULT, key), Mapping))
SWITCHES = frozenset(key for key in KEYS if isinstance(said(DEFAULT, key), bool))
PRICES = tuple(f"{one.name}_price" for one in fields(PriceFactors))


def _pairs(state: PageState) -> Iterator[tuple[str, str]]:
    if state.log:
        yield "log", state.log
    for key in KEYS:
        value = said(state.scenario, key)
        if value != said(state.base, key):
            yield key, text_of(value)
    for one in fields(PriceFactors):
        factor = getattr(state.prices, one.name)
        if factor != 1.0:
            yield f"{one.name}_price", text_of(factor)
    for name in sorted(state.scenario.assumptions):
        yield f"{ASSUME}{name}", text_of(state.scenario.assumptions[name])
    if state.as_of:
        yield "as_of", state.as_of.isoformat()
    if state.top != TOP:
        yield "top", str(state.top)
    for pin in state.pins:
        yield "pin", pin


def text_of(value: Any) -> str:
    """Return a value as a control and a link show it.

    >>> [text_of(v) for v in (400_000.0, 0.25, True, None, ("a", "b"), {"a": 2.0})]
    ['400000', '0.25', '1', '', 'a,b', 'a=2']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Mapping):
        return ",".join(f"{name}={text_of(one)}" for name, one in value.items())
    if isinstance(value, tuple | list):
        return ",".join(str(v) for v in value)
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return str(value)


def pairs_of(query: str) -> list[tuple[str, str]]:
    """Return the keys and values of a query string, blank ones included."""
    return parse_qsl(query[:LONGEST], keep_blank_values=True, max_num_fields=400)


def pinned(state: PageState) -> PageState:
    """Return the state with its own question pinned; the oldest pin goes where there are many."""
    pins = [p for p in state.pins if p != state.question.query()]
    return replace(state, pins=tuple([*pins, state.question.query()][-MOST_PINS:]))


def without_pin(state: PageState, pin: str) -> PageState:
    """Return the state without one of its pins."""
    return replace(state, pins=tuple(p for p in state.pins if p != pin))


def joined(values: Iterable[str]) -> Sequence[str]:
    """Return the entries of a list that was written with commas, repeated keys, or both."""
    return [part.strip() for value in values for part in value.split(",") if part.strip()]
