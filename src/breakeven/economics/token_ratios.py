"""How many tokens a request takes on one model when it was counted on another.

Input: the same text in another tokenizer. Output: where both models are of one class, again the
tokenizer alone; else the classes' verbosity, which was measured in each model's own tokens and so
has the tokenizer in it. Tokens of one's own evaluation go before both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log, prod

import numpy as np

from breakeven.domain.evaluation import Evaluation, Text
from breakeven.domain.model import Model
from breakeven.domain.model_tokens import ModelTokens, TokenizerRatio, Verbosity
from breakeven.domain.numbers import Array
from breakeven.domain.workload import Lengths, Workload
from breakeven.economics.chance import between


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFacts:
    """What is known about tokens, for all models."""

    tokenizers: tuple[TokenizerRatio, ...] = ()
    models: tuple[ModelTokens, ...] = ()
    verbosity: tuple[Verbosity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One ratio with its range; a negative power divides by it."""

    name: str
    low: float
    ratio: float
    high: float
    power: int = 1
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A product of factors; 1 where there are none."""

    factors: tuple[Factor, ...] = ()

    @property
    def value(self) -> float:
        """The product of the middles."""
        return prod(f.ratio**f.power for f in self.factors)

    def samples(self, count: int) -> Array:
        """Return samples, each factor triangular in its logarithm over its range."""
        total = np.zeros(count)
        for f in self.factors:
            ends = log(f.low), log(f.ratio), log(f.high)
            total += f.power * between(*ends, names=("ratio", f.name), count=count)
        return np.asarray(np.exp(total))


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRatios:
    """Tokens of a request on a model over those on the model with which they were counted."""

    input: Ratio = Ratio()
    output: Ratio = Ratio()
    source: str = "tokens as given"


def token_ratios(
    model: Model,
    counted_with: Model | None,
    facts: TokenFacts,
    *,
    text: Text,
    reasoning: frozenset[str] = frozenset(),
    own: Sequence[Evaluation] = (),
) -> TokenRatios:
    """Return how a request's tokens change from the model that they were counted with.

    `reasoning` names the models with optional reasoning that are judged by what they answer with
    it; `own` holds evaluations of one task.
    """
    if counted_with is None or model.id == counted_with.id:
        return TokenRatios()
    measured = _measured(model.id, counted_with.id, own)
    if measured is not None:
        return measured
    here, there = (_tokens(m.id, facts.models) for m in (model, counted_with))
    texts = _over(_tokenizer(here, facts, text), _tokenizer(there, facts, text))
    classes = [_scope(m, k, reasoning) for m, k in ((model, here), (counted_with, there))]
    words = _over(*(_chain(scope, facts.verbosity) for scope in classes))
    output = texts if classes[0] == classes[1] else words
    return TokenRatios(
        input=texts, output=output, source=_said((*texts.factors, *output.factors)) or "no fact"
    )


def scored_while_reasoning(note: str) -> bool:
    """Whether a score's note says that the model reasoned before it answered.

    >>> scored_while_reasoning("vendor; thinking"), scored_while_reasoning("without thinking")
    (True, False)
    """
    said = note.lower()
    return any(word in said for word in ("reasoning", "thinking")) and "without" not in said


def workload_on(workload: Workload, ratios: TokenRatios) -> Workload:
    """Return the workload with the tokens that its requests take on another model."""
    scale = np.array([ratios.input.value, ratios.output.value])
    pairs, busy = workload.request_tokens, workload.busy_request_tokens
    return replace(
        workload,
        input_tokens=_scaled(workload.input_tokens, float(scale[0])),
        output_tokens=_scaled(workload.output_tokens, float(scale[1])),
        request_tokens=None if pairs is None else pairs * scale,
        busy_request_tokens=None if busy is None else busy * scale,
    )


def _scaled(lengths: Lengths, ratio: float) -> Lengths:
    return Lengths(
        mean=lengths.mean * ratio,
        p50=lengths.p50 * ratio,
        p90=lengths.p90 * ratio,
        p99=lengths.p99 * ratio,
        mean_square=lengths.mean_square * ratio**2,
    )


def _measured(model: str, counted_with: str, own: Sequence[Evaluation]) -> TokenRatios | None:
    """Return the ratios of one's own evaluation, where it counted the tokens of both models."""
    by_model = {e.model: e for e in own}
    here, there = by_model.get(model), by_model.get(counted_with)
    if here is None or there is None or not (here.output_tokens_mean and there.output_tokens_mean):
        return None
    inputs = (here.input_tokens_mean, there.input_tokens_mean)
    return TokenRatios(
        input=_known("input", *inputs) if inputs[0] and inputs[1] else Ratio(),
        output=_known("output", here.output_tokens_mean, there.output_tokens_mean),
        source=f"tokens of your own evaluation {here.task}",
    )


def _known(name: str, here: float | None, there: float | None) -> Ratio:
    ratio = (here or 1.0) / (there or 1.0)
    return Ratio(factors=(Factor(name=name, low=ratio, ratio=ratio, high=ratio),))


def _tokens(model: str, known: Iterable[ModelTokens]) -> ModelTokens | None:
    """Return what the longest prefix of a model's id says."""
    fitting = (k for k in known if model.startswith(k.prefix))
    return max(fitting, key=lambda k: len(k.prefix), default=None)


def _tokenizer(tokens: ModelTokens | None, facts: TokenFacts, text: Text) -> tuple[Factor, ...]:
    name = tokens.tokenizer if tokens else ""
    found = (t for t in facts.tokenizers if (t.tokenizer, t.text) == (name, text))
    return tuple(
        Factor(
            name=f"tokenizer {t.tokenizer} {t.text}",
            low=t.low,
            ratio=t.ratio,
            high=t.high,
            source=str(t.provenance),
        )
        for t in found
    )


def _scope(model: Model, tokens: ModelTokens | None, reasoning: frozenset[str]) -> str:
    """Return the class of a model's answers, as verbosity.csv has it."""
    habit = tokens.reasoning if tokens else "never"
    reasons = habit == "always" or (habit == "optional" and model.id in reasoning)
    return ("open" if model.is_open else "proprietary") + ("-reasoning" if reasons else "")


def _chain(scope: str, known: Sequence[Verbosity]) -> tuple[Factor, ...]:
    """Return the factors from a class to the one that all are measured by."""
    by_scope = {v.scope: v for v in known}
    factors: list[Factor] = []
    step = by_scope.get(scope)
    while step is not None and step.relative_to and len(factors) < len(by_scope):
        factors.append(
            Factor(
                name=f"verbosity {step.scope}",
                low=step.low,
                ratio=step.ratio,
                high=step.high,
                source=str(step.provenance),
            )
        )
        step = by_scope.get(step.relative_to)
    return tuple(factors)


def _over(here: tuple[Factor, ...], there: tuple[Factor, ...]) -> Ratio:
    """Return one product over another; what both have in common cancels, with its uncertainty.

    A tokenizer that nobody counted leaves the tokens as they are.
    """
    if any("tokenizer" in f.name for f in (*here, *there)) and not (here and there):
        return Ratio()
    above = [f for f in here if f not in there]
    below = [replace(f, power=-1) for f in there if f not in here]
    return Ratio(factors=(*above, *below))


def _said(factors: Iterable[Factor]) -> str:
    return "; ".join(dict.fromkeys(f"{f.name} ({f.source})" for f in factors))
