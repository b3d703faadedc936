"""What a task that ends well costs with each option, and how sure that is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite, log

import numpy as np

from breakeven.domain.evaluation import Evaluation
from breakeven.domain.model import Model, QualityScore
from breakeven.domain.numbers import Array
from breakeven.economics.chance import between, generator
from breakeven.economics.decision import Option
from breakeven.economics.market import Market, Question
from breakeven.economics.quantised_quality import canonical, quality_at
from breakeven.economics.retries import all_fail, usd_per_success
from breakeven.economics.success import Success, own_results, success_of
from breakeven.economics.task_cost import TaskCost
from breakeven.economics.token_ratios import TokenRatios, scored_while_reasoning, token_ratios

INPUT = ("input tokens", "cached input tokens")
OUTPUT = ("output tokens",)
WORK = ("GPU hours in use", "idle GPU hours")
"""Lines of a bill that grow with the input, with the output, and with a fleet's work."""
Z90 = 1.645
"""Standard deviations from the middle to the 95th percentile of a normal distribution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What one request costs with an option, in the parts that change with its tokens."""

    id: str
    model: str
    precision: str
    """How its weights are stored; empty where nobody says."""
    input_usd: float
    output_usd: float
    work_usd: float
    """Machines: more where input or output takes more tokens."""
    fixed_usd: float
    """What tokens do not change: people, spare machines, a price for each call."""
    spread: float
    """Standard deviation of the logarithm of the machines' cost."""


def attempt_of(option: Option, *, precision: str, requests_per_month: float) -> Attempt | None:
    """Return what one request costs with a priced option, read from its bill; None without one."""
    if option.usd_per_month is None:
        return None
    parts = {line.name: 0.0 for line in option.lines}
    for line in option.lines:
        parts[line.name] += line.usd_per_month / requests_per_month
    known = [sum(parts.get(name, 0.0) for name in names) for names in (INPUT, OUTPUT, WORK)]
    low, high = option.usd_per_month_p05, option.usd_per_month_p95
    wide = low is not None and high is not None and 0 < low < high
    return Attempt(
        id=option.id,
        model=option.model,
        precision=precision,
        input_usd=known[0],
        output_usd=known[1],
        work_usd=known[2],
        fixed_usd=option.usd_per_month / requests_per_month - sum(known),
        spread=log(high / low) / (2 * Z90) if wide and low and high else 0.0,
    )


def task_costs(
    market: Market, question: Question, attempts: Iterable[Attempt], *, samples: int = 512
) -> Mapping[str, TaskCost]:
    """Return what a successful task costs with each option, by the option's id.

    Raises InputError where the evaluations are of several tasks and none was chosen.

    Assumed: one request is one attempt; an attempt costs the same whether it succeeds or not;
    failures are noticed; a fleet grows in proportion to its work, and its work by something
    between the ratio of its input tokens and that of its output tokens.
    """
    results = own_results(question.evaluations, question.tasks)
    return {a.id: _task_cost(a, market, question, results, samples) for a in attempts}


def _task_cost(
    attempt: Attempt,
    market: Market,
    question: Question,
    results: tuple[Evaluation, ...],
    samples: int,
) -> TaskCost:
    model = market.models[attempt.model]
    success = _success(model, attempt.precision, market, question, results)
    if success is None:
        said = f"no evaluation and no score of {model.id}: unequal models are not compared"
        return _unknown(said)
    if not success.effect.known:
        return _unknown(f"no measurement says what {attempt.precision} does to {model.id}")
    ratios = _ratios(model, market, question, results)
    value = _usd(_price(attempt, ratios), success.share, _correlation(question), question)
    prices = _price_samples(attempt, ratios, samples)
    drawn = _usd(prices, success.draws(samples), _correlations(question, samples), question)
    low, high = np.quantile(np.asarray(drawn, float), [0.05, 0.95])
    tasks = question.tasks
    failed = all_fail(success.share, tasks.attempts, correlation=_correlation(question))
    middle = float(value)
    return TaskCost(
        value=middle if isfinite(middle) else None,
        low=float(min(low, middle)),
        high=float(max(high, middle)) if isfinite(max(high, middle)) else None,
        success_share=success.share,
        ends_well=1.0 if tasks.handed_over else float(1.0 - failed),
        source=f"{success.source}; {ratios.source}",
    )


def _unknown(source: str) -> TaskCost:
    return TaskCost(
        value=None, low=None, high=None, success_share=None, ends_well=None, source=source
    )


def _success(
    model: Model,
    precision: str,
    market: Market,
    question: Question,
    results: tuple[Evaluation, ...],
) -> Success | None:
    stored = canonical(precision, market.precisions)
    return success_of(
        model,
        stored,
        effect=quality_at(model, stored, question.tasks.kind, market.quality_changes),
        results=results,
        scores=market.quality,
        reference_model=question.reference_model,
        transfer=question.assumed("benchmark_transfer"),
    )


def _ratios(
    model: Model, market: Market, question: Question, results: tuple[Evaluation, ...]
) -> TokenRatios:
    counted = question.tasks.counted_with or question.reference_model
    return token_ratios(
        model,
        market.models.get(counted),
        market.tokens,
        text=question.tasks.language,
        reasoning=reasoning_models(market.quality),
        own=results,
    )


def reasoning_models(scores: Mapping[str, QualityScore]) -> frozenset[str]:
    """Return the models whose score was reached by reasoning: at that quality they reason."""
    return frozenset(m for m, s in scores.items() if scored_while_reasoning(s.provenance.note))


def _price(attempt: Attempt, ratios: TokenRatios) -> float:
    inputs, outputs = ratios.input.value, ratios.output.value
    tokens = attempt.input_usd * inputs + attempt.output_usd * outputs
    return tokens + attempt.work_usd * (inputs + outputs) / 2 + attempt.fixed_usd


def _price_samples(attempt: Attempt, ratios: TokenRatios, count: int) -> Array:
    inputs, outputs = ratios.input.samples(count), ratios.output.samples(count)
    tokens = attempt.input_usd * inputs + attempt.output_usd * outputs
    share = generator("work").random(count)
    machines = np.exp(attempt.spread * generator("machines").standard_normal(count))
    work = attempt.work_usd * (share * inputs + (1 - share) * outputs) * machines
    return np.asarray(tokens + work + attempt.fixed_usd)


def _usd(
    price: float | Array, share: float | Array, correlation: float | Array, question: Question
) -> float | Array:
    tasks = question.tasks
    return usd_per_success(
        price,
        share,
        attempts=tasks.attempts,
        correlation=correlation,
        failure_usd=tasks.failure_usd,
        handed_over=tasks.handed_over,
    )


def _correlation(question: Question) -> float:
    stated = question.tasks.retry_correlation
    return question.assumed("retry_correlation") if stated is None else stated


def _correlations(question: Question, count: int) -> Array:
    stated = question.tasks.retry_correlation
    if stated is not None:
        return np.full(count, stated)
    known = question.assumptions["retry_correlation"]
    names = ("retry_correlation",)
    return between(known.low, known.value, known.high, names=names, count=count)
