"""How to ask the same question again."""

import shlex
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from breakeven.domain.scenario import Scenario
from breakeven.outputs.scenario_toml import scenario_toml


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerun:
    """The question as a file, and the command that reads it."""

    scenario: str
    """TOML."""
    command: str


def rerun_of(
    scenario: Scenario,
    *,
    as_of: date,
    samples: int,
    simulate: str = "leaders",
    facts: Path | str | None = None,
) -> Rerun:
    """Return how to ask a question again on the same day's facts."""
    words = ["breakeven", "decide", "scenario.toml", "--as-of", as_of.isoformat()]
    words += ["--samples", str(samples)]
    words += ["--simulate", simulate] if simulate != "leaders" else []
    words += ["--facts", str(facts)] if facts is not None else []
    return Rerun(scenario=scenario_toml(scenario), command=shlex.join(words))
