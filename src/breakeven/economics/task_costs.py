"""What a task that ends well costs with each option, and how sure that is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, log

import numpy as np

from breakeven.domain.evaluation import Evaluation
from breakeven.domain.model import Model, QualityScore
from breakeven.domain.numbers import Array, Num
from breakeven.economics.account import USED
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
WORK = tuple(name for pair in USED.values() for name in pair)
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
    reasoning = reasoning_models(market.quality)
    alike: dict[tuple[str, str], list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        alike[attempt.model, attempt.precision].append(attempt)
    found: dict[str, TaskCost] = {}
    for (name, precision), group in alike.items():
        model = market.models[name]
        success = _success(model, precision, market, question, results)
        why = _why_unknown(success, model, precision)
        if success is None or why:
            found |= {a.id: _unknown(why) for a in group}
            continue
        ratios = _ratios(model, market, question, results, reasoning)
        found |= _costs(group, success, ratios, question, samples)
    return found


def _why_unknown(success: Success | None, model: Model, precision: str) -> str:
    if success is None:
        return f"no evaluation and no score of {model.id}: unequal models are not compared"
    if not success.effect.known:
        return f"no measurement says what {precision} does to {model.id}"
    return ""


def _unknown(source: str) -> TaskCost:
    return TaskCost(
        value=None, low=None, high=None, success_share=None, ends_well=None, source=source
    )


def _costs(
    group: Sequence[Attempt],
    success: Success,
    ratios: TokenRatios,
    question: Question,
    samples: int,
) -> dict[str, TaskCost]:
    """Return the costs of options that share their model and its precision."""
    tasks, sure = question.tasks, _correlation(question)
    middle = np.asarray(_usd(_prices(group, ratios), success.share, sure, question), float)
    drawn = _usd(
        _price_samples(group, ratios, samples),
        success.draws(samples),
        _correlations(question, samples),
        question,
    )
    low, high = np.quantile(np.asarray(drawn, float), [0.05, 0.95], axis=1)
    failed = all_fail(success.share, tasks.attempts, correlation=sure)
    return {
        a.id: TaskCost(
            value=_finite(middle[i]),
            low=float(min(low[i], middle[i])),
            high=_finite(max(high[i], middle[i])),
            success_share=success.share,
            ends_well=1.0 if tasks.handed_over else float(1.0 - failed),
            source=f"{success.source}; {ratios.source}",
        )
        for i, a in enumerate(group)
    }


def _finite(usd: float) -> float | None:
    return float(usd) if isfinite(usd) else None


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
    model: Model,
    market: Market,
    question: Question,
    results: tuple[Evaluation, ...],
    reasoning: frozenset[str],
) -> TokenRatios:
    counted = question.tasks.counted_with or question.reference_model
    return token_ratios(
        model,
        market.models.get(counted),
        market.tokens,
        text=question.tasks.language,
        reasoning=reasoning,
        own=results,
    )


def reasoning_models(scores: Mapping[str, QualityScore]) -> frozenset[str]:
    """Return the models whose score was reached by reasoning: at that quality they reason."""
    return frozenset(m for m, s in scores.items() if scored_while_reasoning(s.provenance.note))


def _parts(group: Sequence[Attempt]) -> Array:
    """Return the parts of the attempts' prices and their spread, shape (5, attempts)."""
    return np.array(
        [[a.input_usd, a.output_usd, a.work_usd, a.fixed_usd, a.spread] for a in group]
    ).T


def _prices(group: Sequence[Attempt], ratios: TokenRatios) -> Array:
    """Return the price of an attempt with each option."""
    inputs, outputs = ratios.input.value, ratios.output.value
    by_input, by_output, work, fixed, _ = _parts(group)
    tokens = by_input * inputs + by_output * outputs
    return np.asarray(tokens + work * (inputs + outputs) / 2 + fixed)


def _price_samples(group: Sequence[Attempt], ratios: TokenRatios, count: int) -> Array:
    """Return samples of the same, shape (attempts, samples)."""
    inputs, outputs = ratios.input.samples(count), ratios.output.samples(count)
    by_input, by_output, work, fixed, spread = _parts(group)[..., None]
    share = generator("work").random(count)
    machines = np.exp(spread * generator("machines").standard_normal(count))
    work = work * (share * inputs + (1 - share) * outputs) * machines
    return np.asarray(by_input * inputs + by_output * outputs + work + fixed)


def _usd(price: Array, share: Num, correlation: Num, question: Question) -> Num:
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
