"""Models as evaluators name them, and which of ours they are."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from breakeven.domain.errors import InputError
from breakeven.domain.evaluation import Evaluation
from breakeven.inputs.catalog import Catalog


def named(
    evaluations: Iterable[Evaluation], catalog: Catalog, *, names: Mapping[str, str]
) -> tuple[tuple[Evaluation, ...], tuple[str, ...]]:
    """Return the results under our models' ids with their precisions, and warnings of the rest.

    `names` says what a name of a file means, where it is none of ours: "MODEL" or
    "MODEL@PRECISION".
    """
    found: list[Evaluation] = []
    warnings: dict[str, None] = {}
    for evaluation in evaluations:
        said = names.get(evaluation.model, evaluation.model)
        model, precision = _meant(said, catalog)
        if model:
            found.append(replace(evaluation, model=model, precision=precision))
        else:
            warnings[
                f"{evaluation.provenance.source}: no model of ours is called"
                f" {evaluation.model!r}: say which it is under [tasks.models]"
            ] = None
    return tuple(found), tuple(warnings)


def _meant(name: str, catalog: Catalog) -> tuple[str, str]:
    """Return the model and the precision of a name, "" for no model of ours.

    Evaluators put the provider before the name ("openai/gpt-4o", "openai:chat:gpt-4o"); the
    checkpoints of quantised weights have the precision behind it ("-quantized.w4a16", "-AWQ").
    """
    if name.startswith(("/", ".", "~")):
        return "", ""  # a folder of weights: whose, its name does not say
    plain, at, stated = name.partition("@")
    precision = catalog.precision(stated).id if at else _precision_in(plain, catalog)
    for tail in _tails(plain):
        for candidate in (tail, _without_precision(tail, catalog)):
            model = _model(candidate, catalog)
            if model:
                return model, precision
    return "", ""


def _tails(name: str) -> tuple[str, ...]:
    """Return a name, and what is left of it after each provider or folder in front.

    >>> _tails("openai:chat:gpt-4o")
    ('openai:chat:gpt-4o', 'chat:gpt-4o', 'gpt-4o')
    """
    cuts = [0, *(m.end() for m in re.finditer(r"[:/]", name))]
    return tuple(name[c:] for c in cuts if name[c:])


def _model(name: str, catalog: Catalog) -> str:
    try:
        found = catalog.model(name, network=False).id
    except InputError:
        return ""
    return found if found in catalog.models else ""


def _words(catalog: Catalog) -> dict[str, str]:
    """Return the words for precisions below 16 bits."""
    return {
        word.lower(): p.id
        for p in catalog.precisions.values()
        for word in (p.id, *p.aliases)
        if p.weight_bits < 16
    }


def _precision_in(name: str, catalog: Catalog) -> str:
    words = _words(catalog)
    parts = re.split(r"[-.:/]", name.lower())
    return next((words[p] for p in reversed(parts) if p in words), "")


def _without_precision(name: str, catalog: Catalog) -> str:
    words = "|".join(sorted(map(re.escape, _words(catalog)), key=len, reverse=True))
    pattern = rf"[-.:](quantized[-.])?({words})([-.:](dynamic|int4|int8))?$"
    return re.sub(pattern, "", name, flags=re.IGNORECASE)
