"""`report`: a decision as a file that can be handed on."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from breakeven.api.answering import SEED
from breakeven.api.asked import asked_of
from breakeven.api.deciding import SAMPLES, answer_to
from breakeven.domain.scenario import Scenario
from breakeven.economics.decision import Decision
from breakeven.economics.simulated import Which
from breakeven.outputs.files import write_bytes
from breakeven.outputs.report import check_report_path, rendered, rerun_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """What was written, and the decision in it."""

    file: Path
    bytes: int
    decision: Decision

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven report`."""
        return {"file": str(self.file), "bytes": self.bytes}


def report(
    scenario: Scenario | Path | str | None = None,
    *,
    file: Path | str,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
    samples: int = SAMPLES,
    seed: int = SEED,
    simulate: Which = "leaders",
    influences: bool = False,
    **asked: Any,
) -> ReportFile:
    """Decide, and write a report: .html, .pdf, .md, .json or .xlsx, by the file's ending.

    `asked` are the further options of `decide`. A report is written too where nothing is feasible:
    it then says why. Raises InputError for bad values, MissingExtra where a library is missing.
    """
    check_report_path(file)
    question = asked_of(scenario, **asked)
    decision = answer_to(
        question,
        as_of=as_of,
        facts=facts,
        samples=samples,
        seed=seed,
        simulate=simulate,
        influences=influences,
    )
    rerun = rerun_of(
        question.scenario, as_of=decision.as_of, samples=samples, simulate=simulate, facts=facts
    )
    content = rendered(decision, Path(file).suffix.lower(), rerun=rerun)
    return ReportFile(file=write_bytes(file, content), bytes=len(content), decision=decision)
