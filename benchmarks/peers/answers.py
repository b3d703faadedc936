"""What AIConfigurator said of rows, as values of their metrics in their units."""

import csv
import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.question import Question, Unasked, question
from breakeven.inputs.catalog import Catalog
from breakeven.inputs.clients import load_clients

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "build" / "venv-aiconfigurator"
PYTHON = PLACE / "bin" / "python"
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Its answers to some rows, and what they took."""

    predicted: tuple[float | None, ...]
    """In each row's unit; None where it was not asked or had no answer."""
    reasons: tuple[str, ...]
    """Why not; empty where it answered."""
    hybrid: int
    """Questions answered with modelled operators too."""
    versions: tuple[str, ...]
    """Of its databases."""
    version: str
    questions: int
    estimates: int
    seconds: float
    """Of its whole process."""
    median_seconds: float
    """Of one estimate, its database loaded."""


def is_ready(place: Path) -> bool:
    """Whether a peer's environment is complete."""
    return (place / ".ready").exists()


def run_worker(questions: Sequence[Question], folder: Path) -> dict[str, Any]:
    """Ask it in its own environment."""
    asked, answered = folder / "asked.json", folder / "answered.json"
    asked.write_text(json.dumps([asdict(one) for one in questions]), encoding="utf-8")
    worker = (str(PYTHON), "-m", "benchmarks.peers.aiconfigurator_worker")
    start = time.perf_counter()
    subprocess.run((*worker, str(asked), str(answered)), cwd=ROOT, check=True)
    seconds = time.perf_counter() - start
    return {**json.loads(answered.read_text(encoding="utf-8")), "seconds": seconds}


def ask_rows(rows: Sequence[Row], catalog: Catalog) -> list[Question | str]:
    """Return each row's question, or why it has none."""
    found: list[Question | str] = []
    for row in rows:
        try:
            found.append(question(row, catalog))
        except Unasked as reason:
            found.append(str(reason))
    return found


def answer_rows(rows: Sequence[Row], asked: Sequence[Question | str], folder: Path) -> Answered:
    """Ask every question once and return the rows' predictions."""
    unique = list(dict.fromkeys(one for one in asked if isinstance(one, Question)))
    said = run_worker(unique, folder)
    by_question = dict(zip(unique, said["answers"], strict=True))
    predicted: list[float | None] = []
    reasons = []
    for row, one in zip(rows, asked, strict=True):
        answer = {"reason": one} if isinstance(one, str) else by_question[one]
        reasons.append(answer.get("reason", ""))
        predicted.append(None if reasons[-1] else value(row, answer))
    good = [one for one in said["answers"] if "reason" not in one]
    each = sorted(one["seconds"] / one["estimates"] for one in good)
    return Answered(
        predicted=tuple(predicted),
        reasons=tuple(reasons),
        hybrid=sum(one["database"] == "HYBRID" for one in good),
        versions=tuple(sorted({one["version"] for one in good})),
        version=said["version"],
        questions=len(unique),
        estimates=sum(one.get("estimates", 0) for one in said["answers"]),
        seconds=said["seconds"],
        median_seconds=each[len(each) // 2] if each else 0.0,
    )


def value(row: Row, answer: Mapping[str, Any]) -> float:
    """Return its figure for a row's metric in the row's unit."""
    metric = row["metric"].partition("_")[0]
    if metric == "output":
        return float(answer["tokens_per_second"])
    osl = float(row["osl"])
    ttft, tpot = float(answer["ttft_ms"]), float(answer["tpot_ms"])
    e2e = ttft + tpot * (osl - 1)
    client = load_clients().get(row.get("source", ""))
    over_all = bool(client and client.tpot_over_all_tokens)
    milliseconds = {"ttft": ttft, "tpot": e2e / osl if over_all else tpot, "itl": tpot, "e2e": e2e}
    return milliseconds[metric] * (1e-3 if row.get("unit") in ("s", "seconds") else 1.0)


def write_predictions(rows: Sequence[Row], answered: Answered, path: Path) -> None:
    """Write the rows with its predictions, as `breakeven validate --predictions` does with ours."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "predicted", "reason"], lineterminator="\n")
        writer.writeheader()
        for row, said, reason in zip(rows, answered.predicted, answered.reasons, strict=True):
            figure = "" if said is None else f"{said:.6g}"
            writer.writerow({**row, "predicted": figure, "reason": reason})
