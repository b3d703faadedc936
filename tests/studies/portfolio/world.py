"""Workloads on the shipped facts, of few models and machines so that a plan takes a second."""

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np

from breakeven.api.asking import market_of, question_of
from breakeven.api.workloads import workload_of_numbers
from breakeven.domain.rules import Rules
from breakeven.domain.scenario import ModelChoice, Scenario
from breakeven.economics.carbon import each_kg
from breakeven.economics.market import Market
from breakeven.economics.options import options
from breakeven.inputs.catalog import Catalog, load_catalog
from breakeven.studies.portfolio.answer import PortfolioPlan
from breakeven.studies.portfolio.choices import Demanded
from breakeven.studies.portfolio.planning import planned

MODELS = ("gpt-4o-mini", "llama-3.1-8b", "gpt-oss-20b")
CARDS = ("H100-SXM", "L4", "L40S")


@cache
def catalog() -> Catalog:
    return load_catalog()


@cache
def market() -> Market:
    known = market_of(catalog())
    return replace(
        known,
        rentals=tuple(r for r in known.rentals if r.accelerator in CARDS),
        hardware=tuple(h for h in known.hardware if h.accelerator in CARDS),
    )


def demanded(
    name: str,
    *,
    requests_per_day: float = 500_000.0,
    input_tokens: float = 900.0,
    output_tokens: float = 150.0,
    rules: Rules | None = None,
    shift_hours: int = 0,
    divisible: bool = False,
    emits: bool = False,
) -> Demanded:
    workload = workload_of_numbers(
        requests_per_day=requests_per_day,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        spread=(0.9, 0.6),
    )
    asked = Scenario(models=ModelChoice(only=MODELS), rules=rules or Rules())
    question = question_of(asked, workload, catalog())
    found = options(market(), question)
    relative = question.demand.relative / question.demand.relative.max()
    return Demanded(
        name=name,
        question=question,
        found=found,
        shape=np.roll(relative, shift_hours),
        divisible=divisible,
        each_kg=each_kg(found, market(), question) if emits else None,
    )


def answer(*asked: Demanded, simulate: bool = False, most_kg: float | None = None) -> PortfolioPlan:
    """Plan some workloads, their bill split by Shapley."""
    return planned(
        asked,
        allocation="shapley",
        as_of=date(2026, 11, 24),
        name="",
        facts={},
        simulate=simulate,
        seconds=20.0,
        gap=1e-6,
        most_kg=most_kg,
    )
