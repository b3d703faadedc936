"""Logs of Inspect (UK AI Security Institute): `.json`, and `.eval`, a zip of JSON files.

Read after `src/inspect_ai/log/_log.py` of 2026 (log version 2: `eval`, `results.scores[].metrics`,
`stats.model_usage`) and the recorder of `.eval`, which writes `header.json` at the end. Logs of
2024 with `results.scorer` and `results.metrics`, or with `start.json` and `results.json` in the
zip, are read too. Samples stay unread.
"""

from collections.abc import Iterator
from datetime import date

from breakeven.domain.errors import InputError
from breakeven.domain.evaluation import Evaluation, TaskKind
from breakeven.domain.provenance import Provenance
from breakeven.inputs.evaluations.place import Place

METRICS = ("accuracy", "mean")
"""The first found counts."""


def fits(top: Place) -> bool:
    """Whether a file is of this format."""
    return bool(top / "eval" / "task") and bool(top / "eval" / "model")


def read(top: Place, kind: TaskKind) -> Iterator[Evaluation]:
    """Return the result of the log's first scorer that has a share of successes."""
    status = (top / "status").value
    if status not in (None, "success"):
        said = status if status in ("started", "cancelled", "error") else "unknown"
        raise (top / "status").error(f"is {said}: only a finished evaluation has results")
    results = top / "results"
    metrics, scorer = _metrics(results)
    name = next((m for m in METRICS if _value(metrics, m)), "")
    if not name:
        raise metrics.error(f"no share of successes; {' or '.join(METRICS)} was expected")
    samples = (scorer / "scored_samples").optional() or _count(results)
    spec = top / "eval"
    inputs, outputs = _tokens(top, attempts=_attempts(top, samples))
    version = (spec / "packages" / "inspect_ai").value
    said = f"inspect_ai {version if isinstance(version, str) else ''}".strip()
    yield Evaluation(
        model=(spec / "model").text(),
        task=(spec / "task").text(),
        kind=kind,
        success_share=_place(metrics, name).share(),
        samples=int(samples),
        stderr=_place(metrics, "stderr").optional(),
        input_tokens_mean=inputs,
        output_tokens_mean=outputs,
        provenance=Provenance(source=top.file, date=_day(spec), note=f"{said}: {name}"),
    )


def _metrics(results: Place) -> tuple[Place, Place]:
    """Return the metrics that count, and the scorer that they are of."""
    if results / "scorer":
        return results / "metrics", results / "scorer"
    scores = list((results / "scores").rows())
    if not scores:
        raise (results / "scores").error("is empty: the log was not scored")
    having = [s for s in scores if any(_value(s / "metrics", m) for m in METRICS)]
    best = having[0] if having else scores[0]
    return best / "metrics", best


def _place(metrics: Place, name: str) -> Place:
    return metrics / name / "value"


def _value(metrics: Place, name: str) -> bool:
    return _place(metrics, name).optional() is not None


def _count(results: Place) -> float:
    """Return how many samples were completed: what ended in an error was not scored."""
    for key in ("completed_samples", "total_samples"):
        count = (results / key).optional()
        if count:
            return count
    raise (results / "completed_samples").error("no sample was completed")


def _attempts(top: Place, samples: float) -> float:
    """Return how many samples were run, each epoch for itself: the tokens are of all of them."""
    results = top / "results"
    run = (results / "total_samples").optional() or (results / "completed_samples").optional()
    return run or samples


def _tokens(top: Place, *, attempts: float) -> tuple[float | None, float | None]:
    """Return mean input and output of an attempt by the evaluated model; graders do not count.

    Some providers count cached tokens inside the input, some beside it, and so reasoning inside
    the output or beside it: the total tells.
    """
    usage = top / "stats" / "model_usage" / (top / "eval" / "model").text()
    inputs, outputs = (usage / "input_tokens").optional(), (usage / "output_tokens").optional()
    if not inputs or not outputs:
        return None, None
    cache = ("input_tokens_cache_read", "input_tokens_cache_write")
    cached = sum((usage / key).optional() or 0.0 for key in cache)
    reasoned = (usage / "reasoning_tokens").optional() or 0.0
    beside = ((usage / "total_tokens").optional() or 0.0) - inputs - outputs
    if cached and beside in (cached, cached + reasoned):
        inputs += cached
    if reasoned and beside in (reasoned, cached + reasoned):
        outputs += reasoned
    return inputs / attempts, outputs / attempts


def _day(spec: Place) -> date | None:
    try:
        return date.fromisoformat((spec / "created").text()[:10])
    except (InputError, ValueError):
        return None
