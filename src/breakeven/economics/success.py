"""How often a model succeeds at the tasks: from one's own evaluation, else from a benchmark."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log
from typing import Literal

import numpy as np

from breakeven.domain.errors import InputError
from breakeven.domain.evaluation import Evaluation
from breakeven.domain.model import Model, QualityScore
from breakeven.domain.numbers import Array
from breakeven.domain.tasks import Tasks
from breakeven.economics.chance import between, generator
from breakeven.economics.quantised_quality import AS_PUBLISHED, QualityEffect

PRIOR = 0.5
"""Successes and failures that are counted before the first sample (Jeffreys)."""
Grounds = Literal["own", "benchmark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """The share of attempts that succeed, and what it is known from."""

    share: float
    """With the loss by fewer bits in it."""
    grounds: Grounds
    source: str
    before: float
    """The same without that loss."""
    samples: float = 0.0
    """Evaluated attempts, as independent ones; 0 where the share is read from a benchmark."""
    spread: float = 0.0
    """Standard deviation of its log odds, for a benchmark."""
    effect: QualityEffect = AS_PUBLISHED
    model: str
    """What the samples of several options have in common."""

    def draws(self, count: int) -> Array:
        """Return samples of the share: the posterior of the evaluation times the loss."""
        share = self._without_loss(count)
        names = ("loss", self.model, self.effect.source)
        loss = between(self.effect.low, self.effect.mid, self.effect.high, names=names, count=count)
        return np.asarray(np.clip(share * (1.0 + loss / 100), 0.0, 1.0))

    def _without_loss(self, count: int) -> Array:
        if self.grounds == "own":
            won, lost = posterior(self.before, self.samples)
            return generator("success", self.model).beta(won, lost, count)
        odds = log(self.before / (1.0 - self.before))
        noise = generator("success", self.model).standard_normal(count)
        return np.asarray(1.0 / (1.0 + np.exp(-(odds + self.spread * noise))))


def posterior(share: float, samples: float) -> tuple[float, float]:
    """Return the two parameters of the beta posterior of a share (Jeffreys' prior).

    >>> posterior(0.75, 8)
    (6.5, 2.5)
    """
    return share * samples + PRIOR, (1.0 - share) * samples + PRIOR


def independent_samples(evaluation: Evaluation) -> float:
    """Return how many independent samples an evaluation is worth, by its standard error.

    Samples that go together (epochs, questions on one document) make the error larger than
    sqrt(p (1 - p) / n); partial scores make it smaller, which counts for nothing more.

    >>> from breakeven.domain.provenance import Provenance
    >>> e = Evaluation(model="m", task="t", success_share=0.5, samples=400, stderr=0.05,
    ...                provenance=Provenance(source="example"))
    >>> independent_samples(e)                               # 0.25 / 0.0025
    100.0
    """
    share, error = evaluation.success_share, evaluation.stderr
    if not error or not 0 < share < 1:
        return float(evaluation.samples)
    return min(float(evaluation.samples), round(share * (1 - share) / error**2, 9))


def own_results(evaluations: Iterable[Evaluation], tasks: Tasks) -> tuple[Evaluation, ...]:
    """Return the results on the one task that counts: models are compared on the same one only.

    Raises InputError where several tasks were evaluated and none was chosen.
    """
    every = tuple(evaluations)
    names = sorted({e.task for e in every})
    wanted = tasks.evaluation
    if wanted and wanted not in names and names:
        raise InputError(
            f"no evaluation is called {wanted!r}; the files hold {', '.join(names)}",
            where="tasks.evaluation",
        )
    if len(names) > 1 and not wanted:
        raise InputError(
            f"the files hold {len(names)} evaluations ({', '.join(names[:8])}); results on"
            " different tasks are not compared: say which one counts with `evaluation`",
            where="tasks.evaluation",
        )
    return tuple(e for e in every if not wanted or e.task == wanted)


def result_of(
    model: Model, precision: str, results: Iterable[Evaluation]
) -> tuple[Evaluation | None, bool]:
    """Return the result that says most of a model at a precision, and whether it is of this one."""
    of_model = [e for e in results if e.model == model.id]
    native = (model.native_precision, "")
    here = [
        e for e in of_model if e.precision == precision or {precision, e.precision} <= {*native}
    ]
    exact = max(here, key=independent_samples, default=None)
    if exact is not None:
        return exact, True
    published = [e for e in of_model if e.precision in native]
    return max(published, key=independent_samples, default=None), False


def success_of(
    model: Model,
    precision: str,
    *,
    effect: QualityEffect,
    results: Iterable[Evaluation],
    scores: Mapping[str, QualityScore],
    reference_model: str,
    transfer: float,
) -> Success | None:
    """Return how often a model succeeds at a precision; None where nothing is known of it.

    `effect` is the loss by the precision, which a result at this very precision has in it.
    `transfer` is the standard deviation of the log odds on own tasks around a benchmark's.
    """
    every = tuple(results)
    result, exact = result_of(model, precision, every)
    if result is not None:
        loss = AS_PUBLISHED if exact else effect
        return Success(
            share=result.success_share * loss.factor,
            before=result.success_share,
            grounds="own",
            samples=independent_samples(result),
            effect=loss,
            model=f"{model.id}@{result.precision}",
            source=_with_loss(f"{result.samples:,} samples of {result.task}", loss),
        )
    score = scores.get(model.id)
    if score is None or score.unit != "percent":
        return None
    share, said = _expected(score, every, scores, reference_model)
    return Success(
        share=share * effect.factor,
        before=share,
        grounds="benchmark",
        spread=transfer,
        effect=effect,
        model=model.id,
        source=_with_loss(said, effect),
    )


def _expected(
    score: QualityScore,
    results: Iterable[Evaluation],
    scores: Mapping[str, QualityScore],
    reference_model: str,
) -> tuple[float, str]:
    """Return the share that a benchmark lets one expect.

    Where the reference model was evaluated on the own tasks, its log odds there are moved by the
    difference of the two models on the benchmark: logit p = logit p_ref + logit s - logit s_ref.
    """
    own = next((e for e in results if e.model == reference_model), None)
    anchor = scores.get(reference_model)
    benchmark = f"{score.benchmark} {score.score:g} ({score.provenance})"
    here = _inside(score.score / 100)
    if own is None or anchor is None:
        return here, f"{benchmark}, not your tasks"
    moved = _logit(_inside(own.success_share)) + _logit(here) - _logit(_inside(anchor.score / 100))
    said = f"{own.task} of {reference_model}, moved by the difference on {benchmark}"
    return 1.0 / (1.0 + exp(-moved)), said


def _inside(share: float) -> float:
    return min(max(share, 0.001), 0.999)


def _logit(share: float) -> float:
    return log(share / (1.0 - share))


def _with_loss(said: str, loss: QualityEffect) -> str:
    if not loss.source:
        return said
    first = ", which is to be measured first" if loss.measure_first else ""
    return f"{said}; {loss.mid:+g} % for {loss.source}{first}"
