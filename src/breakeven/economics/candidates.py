"""Which models may be considered at all: quality, licence, class."""

from collections.abc import Iterable
from dataclasses import dataclass

from breakeven.domain.model import Model, QualityScore
from breakeven.domain.offers import Excuse
from breakeven.domain.rules import Licence, Rules
from breakeven.economics.decision import Quality
from breakeven.economics.licence_terms import place_of
from breakeven.economics.market import Market, Question
from breakeven.economics.quality_floor import own_verdict, published_floor
from breakeven.economics.token_ratios import scored_while_reasoning

QUANTISED = "quantised below its native precision: measure your own task first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A model with what must be known before its price is looked at."""

    model: Model
    quality: Quality
    flags: tuple[str, ...]
    excuse: Excuse | None
    """Why no offer of this model will do; None where some may."""
    weights_excuse: Excuse | None = None
    """Why its weights may not be run, whatever a host sells under its own terms."""


def candidates(market: Market, question: Question) -> tuple[Candidate, ...]:
    """Return every model, judged by the rules before any cost."""
    named = question.named_models
    models: Iterable[Model] = (market.models[m] for m in named) if named else market.models.values()
    return tuple(_judge(model, market, question) for model in models)


def _judge(model: Model, market: Market, question: Question) -> Candidate:
    licence = market.licences.get(model.licence)
    quality, of_score, unequal = _quality(model, market, question)
    flags, excuse, weights_only = _licence(model, licence, question.rules)
    if model.model_class not in question.rules.classes:
        allowed = ", ".join(question.rules.classes)
        detail = f"{model.model_class} models are ruled out: classes = {allowed}"
        excuse = Excuse(reason="licence", detail=detail)
    return Candidate(
        model=model,
        quality=quality,
        flags=(*flags, *of_score, *((quality.note,) if quality.note else ())),
        excuse=excuse or unequal,
        weights_excuse=weights_only,
    )


def _quality(
    model: Model, market: Market, question: Question
) -> tuple[Quality, tuple[str, ...], Excuse | None]:
    """Return a model's quality, what to know about the score, and why it is not good enough."""
    known = market.quality.get(model.id)
    reference = market.quality.get(question.reference_model)
    floor = published_floor(market, question)
    benchmark = next((q.benchmark for q in (known, reference) if q), "")
    note, excuse = "", None
    stated = question.rules.min_quality is not None
    if floor is not None and (stated or model.id != question.reference_model):
        if known is None:
            note = f"quality unknown: no {benchmark} score is carried"
        elif known.provenance.note.startswith("unverified"):
            note = f"quality unknown: its {benchmark} score was not seen in a source"
        if note:
            excuse = Excuse(reason="quality-unknown", detail=note)
        elif known and known.score < floor:
            note = f"{benchmark} {known.score:g}, below the floor of {floor:g}"
            excuse = Excuse(reason="below-quality-floor", detail=note)
    if question.rules.min_quality is None and model.id in question.named_models:
        excuse = None  # who names a model knows it; the note stays
    own = own_verdict(model, market, question)
    if own.judged:
        note, excuse = own.note, own.excuse
    said = Quality(
        benchmark=benchmark,
        score=known.score if known else None,
        reference_score=reference.score if reference else None,
        note=note,
    )
    return said, _of_the_score(known), excuse


def _of_the_score(known: QualityScore | None) -> tuple[str, ...]:
    """Return what a reader must know about a score: who measured it, and how."""
    note = known.provenance.note.lower() if known else ""
    flags = []
    if note.startswith("vendor"):
        flags.append("the score is the maker's own")
    if scored_while_reasoning(note):
        flags.append("scored while reasoning: expect more output tokens")
    return tuple(flags)


def _licence(
    model: Model, licence: Licence | None, rules: Rules
) -> tuple[tuple[str, ...], Excuse | None, Excuse | None]:
    """Return flags to read, the excuse of a broken rule, and one that binds the weights alone."""
    if not model.is_open:
        unknown = "whether its answers may train other models is its provider's terms' to say"
        return ((unknown,) if rules.trains_on_outputs else ()), None, None
    if licence is None:
        detail = f"its licence {model.licence!r} is not among the facts"
        return (), Excuse(reason="licence", detail=detail), None
    flags = [f"attribution: {licence.attribution}"] if licence.attribution else []
    if licence.monthly_users_limit:
        flags.append(f"licence limit: {licence.monthly_users_limit:,} monthly users")
    if rules.trains_on_outputs and licence.outputs_may_train_models == "if-named":
        flags.append("a model trained on its answers must bear its name")
    problem, weights = _problem(model, licence, rules), _problem_of_weights(licence, rules)
    return (
        tuple(flags),
        _refusal(licence, *problem) if problem else None,
        _refusal(licence, *weights) if weights else None,
    )


def _problem(model: Model, licence: Licence, rules: Rules) -> tuple[str, str] | None:
    """Return what a licence forbids whoever uses the model, with the topic of its clause."""
    banned = [m for m in model.modalities if m in licence.eu_excluded_modalities]
    if 0 < licence.monthly_users_limit < rules.monthly_users:
        limit = f"{licence.monthly_users_limit:,}"
        return f"more than {limit} monthly users need another licence", "monthly users"
    if rules.eu_company and banned:
        said = f"no rights for EU companies where the input is {', '.join(banned)}"
        return said, "european union"
    if rules.trains_on_outputs and licence.outputs_may_train_models == "no":
        return "its answers may not be used to train other models", "outputs"
    return None


def _problem_of_weights(licence: Licence, rules: Rules) -> tuple[str, str] | None:
    """Return what a licence forbids who runs the weights, with the topic of its clause."""
    if rules.commercial and not licence.commercial_use:
        return "commercial use is not allowed", "commercial use"
    if rules.serves_third_parties and not licence.third_party_hosting:
        return "offering it to others as a service needs another licence", "hosting"
    return None


def _refusal(licence: Licence, problem: str, topic: str) -> Excuse:
    detail = f"{licence.name}: {problem} ({place_of(licence, topic)})"
    return Excuse(reason="licence", detail=detail)
