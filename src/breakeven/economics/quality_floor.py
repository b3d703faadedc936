"""The floors under quality: one's own evaluation first, published scores where it says nothing."""

from dataclasses import dataclass

from breakeven.domain.evaluation import Evaluation
from breakeven.domain.model import Model
from breakeven.domain.offers import Excuse
from breakeven.domain.tasks import Tasks
from breakeven.economics.market import Market, Question
from breakeven.economics.quantised_quality import QualityEffect, canonical, quality_at
from breakeven.economics.success import own_results, success_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one's own evaluation says of a model."""

    judged: bool
    """Whether there is a floor and a result; False leaves it to published scores."""
    note: str = ""
    excuse: Excuse | None = None


def published_floor(market: Market, question: Question) -> float | None:
    """Return the lowest score that will do; None for no floor."""
    if question.rules.min_quality is not None:
        return question.rules.min_quality
    reference = market.quality.get(question.reference_model)
    return reference.score - question.assumed("quality_tolerance") if reference else None


def own_verdict(model: Model, market: Market, question: Question) -> Verdict:
    """Return what one's own evaluation says of a model: as published, else at any precision.

    A model that was evaluated only in fewer bits passes where one of these precisions does, and
    fails by none of them; each configuration is judged by itself afterwards.
    """
    stored = [e.precision for e in _results(question) if e.model == model.id]
    verdicts = [own_verdict_at(model, p, market, question) for p in dict.fromkeys(["", *stored])]
    if verdicts[0].judged:
        return verdicts[0]
    return next((v for v in verdicts if v.judged and v.excuse is None), verdicts[0])


def own_verdict_at(model: Model, precision: str, market: Market, question: Question) -> Verdict:
    """Return what one's own evaluation says of a model at a precision.

    A result at the published precision counts less what the bits cost by the facts.
    """
    floor, results = question.tasks.min_success, _results(question)
    if floor is None or not results:
        return Verdict(judged=False)
    effect = _effect(model, precision, market, question)
    found = success_of(
        model,
        canonical(precision, market.precisions),
        effect=effect,
        results=[e for e in results if e.model == model.id],
        scores={},
        reference_model="",
        transfer=0.0,
    )
    if found is None:
        return Verdict(judged=False, note="not in your own evaluation: judged by its scores")
    if not found.effect.known:
        return Verdict(judged=True, note=_unmeasured(precision), excuse=_unknown(precision))
    note = f"{found.share:.1%} of attempts succeed ({found.source})"
    if found.share >= floor:
        return Verdict(judged=True, note=note)
    note = f"{note}, below your floor of {floor:.0%}"
    return Verdict(judged=True, note=note, excuse=Excuse(reason="below-quality-floor", detail=note))


def precision_excuse(
    model: Model, precision: str, market: Market, question: Question
) -> Excuse | None:
    """Return why a model is not good enough at a precision, for this kind of task.

    Only where the tasks were described: nothing is known of them else. A named model is held to a
    stated floor alone, as it is without the loss.
    """
    if question.tasks == Tasks():
        return None
    own = own_verdict_at(model, precision, market, question)
    if own.judged:
        return own.excuse
    effect = _effect(model, precision, market, question)
    floor, known = published_floor(market, question), market.quality.get(model.id)
    free = question.rules.min_quality is None and model.id in question.named_models
    as_published = effect.known and not effect.source
    stated = question.rules.min_quality is not None
    reference = not stated and model.id == question.reference_model and as_published
    if free or floor is None or reference:
        return None
    if not effect.known:
        return _unknown(precision)
    if known is None:
        detail = f"no score is carried, and your evaluation is of other weights than {precision}"
        return Excuse(reason="quality-unknown", detail=detail)
    score = known.score * effect.factor
    if score >= floor:
        return None
    loss = f" less {-effect.mid:g} % is {score:.1f}" if effect.source else ""
    why = f": {effect.source}" if effect.source else ""
    detail = f"{known.benchmark} {known.score:g}{loss}, below the floor of {floor:g}{why}"
    return Excuse(reason="below-quality-floor", detail=detail)


def _results(question: Question) -> tuple[Evaluation, ...]:
    return own_results(question.evaluations, question.tasks)


def _effect(model: Model, precision: str, market: Market, question: Question) -> QualityEffect:
    stored = canonical(precision, market.precisions)
    return quality_at(model, stored, question.tasks.kind, market.quality_changes)


def _unmeasured(precision: str) -> str:
    return f"no measurement says what {precision} does to such tasks: evaluate it at {precision}"


def _unknown(precision: str) -> Excuse:
    return Excuse(reason="quality-unknown", detail=_unmeasured(precision))
