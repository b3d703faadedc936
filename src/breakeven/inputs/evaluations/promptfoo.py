"""Output of promptfoo: `promptfoo eval --output results.json`.

Read after `OutputFile`, `EvaluateSummaryV3` and `EvaluateResult` of `src/types/index.ts` of
2026 (`results.version` 3: `results.results[]` with `provider`, `success`, `failureReason`,
`tokenUsage`; `results.prompts[].metrics`). Version 2 has the same rows.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from breakeven.domain.evaluation import Evaluation, TaskKind
from breakeven.domain.provenance import Provenance
from breakeven.inputs.evaluations.place import Place

ERROR = 2
"""`failureReason` of a call that failed: no answer, so nothing was judged."""


def fits(top: Place) -> bool:
    """Whether a file is of this format."""
    stats = top / "results" / "stats"
    return bool(stats / "successes") or isinstance((top / "results" / "prompts").value, list)


def read(top: Place, kind: TaskKind) -> Iterator[Evaluation]:
    """Return one result for each provider, over all its tests and prompts."""
    summary = top / "results"
    if isinstance((summary / "results").value, list) and (summary / "results").value:
        by_model: dict[str, list[Place]] = defaultdict(list)
        for row in (summary / "results").rows():
            by_model[_provider(row)].append(row)
        for model, rows in by_model.items():
            yield _of_rows(top, model, rows, kind)
        return
    yield from _of_prompts(top, kind)


def _provider(row: Place) -> str:
    found = row / "provider"
    return (found / "id" if isinstance(found.value, dict) else found).text()


def _of_rows(top: Place, model: str, rows: Sequence[Place], kind: TaskKind) -> Evaluation:
    judged = [r for r in rows if (r / "failureReason").value != ERROR]
    if not judged:
        raise rows[0].error("every call of this provider failed: nothing was judged")
    won = sum(_won(r) for r in judged)
    tokens = [t for t in map(_tokens, judged) if t is not None]
    left = len(rows) - len(judged)
    return Evaluation(
        model=model,
        task=_task(top),
        kind=kind,
        success_share=won / len(judged),
        samples=len(judged),
        input_tokens_mean=sum(t[0] for t in tokens) / len(tokens) if tokens else None,
        output_tokens_mean=sum(t[1] for t in tokens) / len(tokens) if tokens else None,
        provenance=_provenance(top, f"{left} failed calls left out" if left else ""),
    )


def _won(row: Place) -> bool:
    found = (row / "success").value
    if not isinstance(found, bool):
        raise (row / "success").wrong("true or false")
    return found


def _tokens(row: Place) -> tuple[float, float] | None:
    """Return a row's tokens; None for an answer out of promptfoo's cache, which counts none."""
    for usage in (row / "tokenUsage", row / "response" / "tokenUsage"):
        inputs, outputs = (usage / "prompt").optional(), (usage / "completion").optional()
        if inputs and outputs:
            return inputs, outputs
    return None


def _of_prompts(top: Place, kind: TaskKind) -> Iterator[Evaluation]:
    """Return the same from the counts of each prompt, where the rows were left out."""
    counts: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for prompt in (top / "results" / "prompts").rows():
        metrics = prompt / "metrics"
        model = (prompt / "provider").text()
        for n, key in enumerate(("testPassCount", "testFailCount")):
            counts[model][n] += (metrics / key).number()
    for model, (won, lost) in counts.items():
        if not won + lost:
            raise (top / "results" / "prompts").error("a provider has no judged test")
        yield Evaluation(
            model=model,
            task=_task(top),
            kind=kind,
            success_share=won / (won + lost),
            samples=int(won + lost),
            provenance=_provenance(top, "counts of the prompts"),
        )


def _task(top: Place) -> str:
    said = (top / "config" / "description").value
    return said.strip() if isinstance(said, str) and said.strip() else "promptfoo"


def _provenance(top: Place, more: str) -> Provenance:
    version = (top / "metadata" / "promptfooVersion").value
    said = f"promptfoo {version if isinstance(version, str) else ''}".strip()
    stamp = (top / "results" / "timestamp").value
    day = None
    if isinstance(stamp, str):
        try:
            day = date.fromisoformat(stamp[:10])
        except ValueError:
            day = None
    return Provenance(source=top.file, date=day, note=": ".join(p for p in (said, more) if p))
