"""The lesson's analyser: its tables, its rules and its answers, unchanged.

What is wrong with it is said by `explain`; nothing is put right here.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypedDict, TypeVar

from breakeven.domain.errors import InputError, UnknownName
from breakeven.domain.units import TOKENS_PER_MILLION

DAYS_PER_MONTH: Final = 30
TESTED: Final = range(100, 1_000_000, 100)
"""Requests a day at which the lesson looks for the break-even."""
NEVER: Final = "API remains cheaper at all volumes tested"
INPUT_TOKENS: Final = 500
OUTPUT_TOKENS: Final = 200
COMPARED_APIS: Final = ("gpt-4o-mini", "gpt-4o")
COMPARED_HOSTED: Final = ("llama-3.1-8b", "llama-3.1-70b")


class ApiCost(TypedDict):
    """US dollars per million tokens."""

    input: float
    output: float


class HostingCost(TypedDict):
    """One instance: what it is, US dollars a month, and what it serves in a day."""

    hardware: str
    monthly_cost: float
    requests_per_day: int


class Option(TypedDict):
    """One way to serve a scenario, and US dollars a month."""

    option: str
    monthly_cost: float


class Comparison(TypedDict):
    """All options of a scenario, the cheapest first."""

    scenario: str
    daily_requests: float
    best_option: Option
    all_options: list[Option]


T = TypeVar("T")


class CostComparisonAnalyzer:
    """Compare an API with own hosting, as the lesson does.

    >>> found = CostComparisonAnalyzer().find_breakeven("gpt-4o-mini", "llama-3.1-8b")
    >>> found["breakeven_daily_requests"], round(found["api_monthly_cost"], 2)
    (34200, 200.07)
    """

    def __init__(self) -> None:
        self.api_costs: dict[str, ApiCost] = {
            "gpt-4o": {"input": 2.50, "output": 10.00},
            "gpt-4o-mini": {"input": 0.15, "output": 0.60},
            "claude-3.5-sonnet": {"input": 3.00, "output": 15.00},
        }
        self.hosting_costs: dict[str, HostingCost] = {
            "llama-3.1-8b": _instance("1x A10G", 200, 50_000),
            "llama-3.1-70b": _instance("2x A100", 2_000, 10_000),
            "llama-3.1-405b": _instance("8x H100", 15_000, 2_000),
        }

    def calculate_api_cost(
        self, model: str, daily_requests: float, avg_input_tokens: float, avg_output_tokens: float
    ) -> float:
        """Return US dollars a month by API."""
        cost = _entry(self.api_costs, "API model", model)
        tokens_usd = avg_input_tokens * cost["input"] + avg_output_tokens * cost["output"]
        return daily_requests * DAYS_PER_MONTH * tokens_usd / TOKENS_PER_MILLION

    def calculate_hosting_cost(self, model: str, daily_requests: float) -> float:
        """Return US dollars a month of own hosting."""
        cost = _entry(self.hosting_costs, "hosted model", model)
        return cost["monthly_cost"] * self.instances(model, daily_requests)

    def instances(self, model: str, daily_requests: float) -> int:
        """Return how many instances the lesson buys: past the capacity of one, floor + 1."""
        capacity = _entry(self.hosting_costs, "hosted model", model)["requests_per_day"]
        return int(daily_requests // capacity) + 1 if daily_requests > capacity else 1

    def find_breakeven(
        self,
        api_model: str,
        hosting_model: str,
        avg_input_tokens: float = INPUT_TOKENS,
        avg_output_tokens: float = OUTPUT_TOKENS,
    ) -> dict[str, Any]:
        """Return the first tested volume at which hosting is strictly cheaper, or a message."""
        for daily in TESTED:
            api = self.calculate_api_cost(api_model, daily, avg_input_tokens, avg_output_tokens)
            hosting = self.calculate_hosting_cost(hosting_model, daily)
            if hosting < api:
                return {
                    "breakeven_daily_requests": daily,
                    "api_monthly_cost": api,
                    "hosting_monthly_cost": hosting,
                    "monthly_savings_at_breakeven": api - hosting,
                }
        return {"message": NEVER}

    def options(
        self, daily_requests: float, avg_input_tokens: float, avg_output_tokens: float
    ) -> list[Option]:
        """Return the lesson's four options, the cheapest first."""
        apis = [
            Option(
                option=f"API: {model}",
                monthly_cost=self.calculate_api_cost(
                    model, daily_requests, avg_input_tokens, avg_output_tokens
                ),
            )
            for model in COMPARED_APIS
        ]
        hosted = [
            Option(
                option=f"Self-Host: {model}",
                monthly_cost=self.calculate_hosting_cost(model, daily_requests),
            )
            for model in COMPARED_HOSTED
        ]
        return sorted([*apis, *hosted], key=lambda option: option["monthly_cost"])


def compare_scenarios(scenarios: Iterable[Mapping[str, Any]]) -> list[Comparison]:
    """Rank the four options of each scenario.

    A scenario has a `name` and `daily_requests`, and may have `avg_input_tokens` and
    `avg_output_tokens`.

    >>> [found] = compare_scenarios([{"name": "Startup MVP", "daily_requests": 1_000}])
    >>> found["best_option"]
    {'option': 'API: gpt-4o-mini', 'monthly_cost': 5.85}
    """
    analyzer = CostComparisonAnalyzer()
    return [_compare(analyzer, scenario) for scenario in scenarios]


def _compare(analyzer: CostComparisonAnalyzer, scenario: Mapping[str, Any]) -> Comparison:
    name = str(_first(scenario, "name", "scenario"))
    daily = float(_first(scenario, "daily_requests"))
    ranked = analyzer.options(
        daily,
        _first(scenario, "avg_input_tokens", "input_tokens", otherwise=INPUT_TOKENS),
        _first(scenario, "avg_output_tokens", "output_tokens", otherwise=OUTPUT_TOKENS),
    )
    return Comparison(
        scenario=name,
        daily_requests=scenario["daily_requests"],
        best_option=ranked[0],
        all_options=ranked,
    )


def _first(scenario: Mapping[str, Any], *keys: str, otherwise: float | None = None) -> Any:
    for key in keys:
        if key in scenario:
            return scenario[key]
    if otherwise is not None:
        return otherwise
    raise InputError(f"the scenario has no {keys[0]!r}; it has {', '.join(scenario) or 'nothing'}")


def _entry(table: Mapping[str, T], noun: str, name: str) -> T:
    if name not in table:
        raise UnknownName(noun, name, table)
    return table[name]


def _instance(hardware: str, monthly_cost: float, requests_per_day: int) -> HostingCost:
    return HostingCost(
        hardware=hardware, monthly_cost=monthly_cost, requests_per_day=requests_per_day
    )
