"""Which models may be considered at all: quality, licence, class."""

from collections.abc import Iterable
from dataclasses import dataclass

from breakeven.domain.model import Model
from breakeven.domain.offers import Excuse
from breakeven.domain.rules import Licence, Rules
from breakeven.economics.decision import Quality
from breakeven.economics.market import Market, Question

QUANTISED = "quantised below its native precision: measure your own task first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A model with what must be known before its price is looked at."""

    model: Model
    quality: Quality
    flags: tuple[str, ...]
    excuse: Excuse | None
    """Why no offer of this model will do; None where some may."""


def candidates(market: Market, question: Question) -> tuple[Candidate, ...]:
    """Return every model, judged by the rules before any cost."""
    named = question.named_models
    models: Iterable[Model] = (market.models[m] for m in named) if named else market.models.values()
    return tuple(_judge(model, market, question) for model in models)


def _judge(model: Model, market: Market, question: Question) -> Candidate:
    licence = market.licences.get(model.licence)
    quality, unequal = _quality(model, market, question)
    flags, excuse = _licence(model, licence, question.rules)
    if model.model_class not in question.rules.classes:
        excuse = Excuse(reason="licence", detail=f"{model.model_class} models are ruled out")
    return Candidate(
        model=model,
        quality=quality,
        flags=(*flags, *((quality.note,) if quality.note else ())),
        excuse=excuse or (None if model.id in question.named_models else unequal),
    )


def _quality(model: Model, market: Market, question: Question) -> tuple[Quality, Excuse | None]:
    """Return what is known of a model's quality, and an excuse where it is not good enough."""
    known, reference = (
        market.quality.get(model.id),
        market.quality.get(question.reference_model),
    )
    floor = _floor(market, question)
    score = known.score if known else None
    benchmark = next((q.benchmark for q in (known, reference) if q), "")
    note, excuse = "", None
    if model.id == question.reference_model or floor is None:
        pass
    elif score is None:
        note = f"quality unknown: no {benchmark} score is carried"
        excuse = Excuse(reason="quality-unknown", detail=note)
    elif score < floor:
        note = f"{benchmark} {score:g}, below the floor of {floor:g}"
        excuse = Excuse(reason="below-quality-floor", detail=note)
    said = Quality(
        benchmark=benchmark,
        score=score,
        reference_score=reference.score if reference else None,
        note=note,
    )
    return said, excuse


def _floor(market: Market, question: Question) -> float | None:
    if question.rules.min_quality is not None:
        return question.rules.min_quality
    reference = market.quality.get(question.reference_model)
    return reference.score - question.assumed("quality_tolerance") if reference else None


def _licence(
    model: Model, licence: Licence | None, rules: Rules
) -> tuple[tuple[str, ...], Excuse | None]:
    """Return flags to read and, where a rule is broken, the excuse."""
    if licence is None or not model.is_open:
        return (), None
    banned = [m for m in model.modalities if m in licence.eu_excluded_modalities]
    problem = ""
    if rules.commercial and not licence.commercial_use:
        problem = "commercial use is not allowed"
    elif 0 < licence.monthly_users_limit < rules.monthly_users:
        problem = f"more than {licence.monthly_users_limit:,} monthly users need another licence"
    elif rules.eu_company and banned:
        problem = f"no rights for EU companies where the input is {', '.join(banned)}"
    flags = []
    if licence.attribution:
        flags.append(f"attribution: {licence.attribution}")
    if licence.monthly_users_limit:
        flags.append(f"licence limit: {licence.monthly_users_limit:,} monthly users")
    excuse = Excuse(reason="licence", detail=f"{licence.name}: {problem} ({licence.url})")
    return tuple(flags), excuse if problem else None
