"""Results of lm-evaluation-harness: `results_*.json`.

Read after `lm_eval/result_schema.py` of 0.4.12 (`results` by task with "metric,filter" keys,
`n-samples`, `higher_is_better`, `model_name`, `config`) and the older files: 0.4.0, which has the
number of samples inside the results, and 0.3, whose keys have no filter and which tells no number
of samples; it then follows from the standard error.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

from breakeven.domain.evaluation import Evaluation, TaskKind
from breakeven.domain.provenance import Provenance
from breakeven.inputs.evaluations.place import Place

METRICS = (
    "exact_match",
    "acc",
    "accuracy",
    "pass@1",
    "pass_at_1",
    "prompt_level_strict_acc",
    "em",
    "acc_norm",
)
"""Metrics that say which share of the samples was right, the first found counts."""
MODEL_KEYS = ("peft", "pretrained", "model", "path", "engine")
"""Of `model_args`, in the order of the harness."""


def fits(top: Place) -> bool:
    """Whether a file is of this format."""
    versions, results = top / "versions", top / "results"
    return isinstance(versions.value, dict) and isinstance(results.value, dict)


def read(top: Place, kind: TaskKind) -> Iterator[Evaluation]:
    """Return the result of every task that is no part of a group and has a share of successes."""
    model, found = _model(top), False
    parts = _parts(top)
    for task, metrics in (top / "results").items():
        name = task.lstrip(" -")
        if name in parts:
            continue
        chosen = _metric(metrics, top, name)
        if chosen:
            found = True
            yield _evaluation(top, model, name, kind, metrics, chosen)
    if not found:
        raise (top / "results").error(
            f"no task has a share of successes; one of {', '.join(METRICS)} was expected"
        )


def _evaluation(
    top: Place, model: str, task: str, kind: TaskKind, metrics: Place, chosen: str
) -> Evaluation:
    share = (metrics / chosen).share()
    metric, comma, filter_name = chosen.partition(",")
    stderr = (metrics / f"{metric}_stderr{comma}{filter_name}").optional()
    version = (top / "lm_eval_version").value
    said = f"lm-evaluation-harness {version if isinstance(version, str) else ''}".strip()
    return Evaluation(
        model=model,
        task=task,
        kind=kind,
        success_share=share,
        samples=_samples(top, task, metrics, share, stderr),
        stderr=stderr,
        provenance=Provenance(source=top.file, date=_day(top), note=f"{said}: {chosen}"),
    )


def _model(top: Place) -> str:
    if (top / "model_name").value:
        return (top / "model_name").text()
    config = top / "config"
    args = config / "model_args"
    if isinstance(args.value, dict):
        named = dict(args.value)
    else:
        pairs = re.findall(r"([^=,]+)=([^,]*)", args.value if isinstance(args.value, str) else "")
        named = {key.strip(): value.strip() for key, value in pairs}
    for key in MODEL_KEYS:
        if isinstance(named.get(key), str) and named[key]:
            return str(named[key])
    return (config / "model").text()


def _parts(top: Place) -> set[str]:
    """Return the tasks whose group is among the results too: they would count twice."""
    groups = (top / "group_subtasks").value
    results = (top / "results").value
    if not isinstance(groups, dict):
        return set()
    held = {str(name).lstrip(" -") for name in results}
    return {
        str(part)
        for group, parts in groups.items()
        if group in held and isinstance(parts, list)
        for part in parts
    }


def _metric(metrics: Place, top: Place, task: str) -> str:
    """Return the key of the metric that counts, "" where none does.

    Of several filters the unfiltered one goes first, then that which the file has first.
    """
    better = top / "higher_is_better" / task
    for metric in METRICS:
        if (better / metric).value is False:
            continue
        keys = [
            k
            for k, v in metrics.items()
            if k.partition(",")[0] == metric and v.optional() is not None
        ]
        if keys:
            return next((k for k in keys if k in (metric, f"{metric},none")), keys[0])
    return ""


def _samples(top: Place, task: str, metrics: Place, share: float, stderr: float | None) -> int:
    """Return how many samples were scored."""
    told = (
        top / "n-samples" / task / "effective",
        metrics / "sample_len",
        metrics / "samples",
        top / "n-samples" / task / "original",
    )
    for place in told:
        count = place.optional()
        if count:
            return int(count)
    if stderr and 0 < share < 1:
        return max(round(share * (1 - share) / stderr**2) + 1, 1)
    raise metrics.error("how many samples were scored is not told: n-samples was expected")


def _day(top: Place) -> date | None:
    seconds = (top / "date").optional()
    try:
        return datetime.fromtimestamp(seconds, UTC).date() if seconds else None
    except (OverflowError, OSError, ValueError):
        return None
