"""What was asked, in words."""

from collections.abc import Iterator

from breakeven.domain.workload import LatencyTargets
from breakeven.economics.decision import Decision
from breakeven.outputs.numbers import count, milliseconds, percent, plain, times


def question_lines(decision: Decision) -> tuple[str, ...]:
    """Return the traffic, targets and dates, when it comes, and how machines were rated."""
    known = " · ".join(_terms(decision))
    return traffic(decision), known, _peaks(decision), *_simulated(decision)


def traffic(decision: Decision) -> str:
    """Return the workload in one line."""
    work = decision.workload
    cached = work.cached_input_share
    reused = f", {percent(cached)} of the input cached" if cached else ""
    return (
        f"{count(work.requests_per_day)} requests a day of {count(work.input_tokens.mean)} tokens"
        f" in and {count(work.output_tokens.mean)} out{reused}"
    )


def targets_text(targets: LatencyTargets) -> str:
    """Return the latency targets in words."""
    named = (
        ("first token", targets.ttft_p99_ms),
        ("each further token", targets.tpot_p99_ms),
        ("whole answer", targets.e2e_p99_ms),
    )
    asked = [f"{name} within {milliseconds(ms)}" for name, ms in named if ms is not None]
    return f"{', '.join(asked)} at p99" if asked else "no latency target"


def _terms(decision: Decision) -> Iterator[str]:
    yield targets_text(decision.targets)
    yield f"prices as of {decision.as_of.isoformat()}"
    yield f"a month of {plain(decision.days_per_month)} days"
    if decision.reference_model:
        yield f"quality compared with {decision.reference_model}"


def _simulated(decision: Decision) -> Iterator[str]:
    """Say which own machines were simulated, and on what."""
    run = decision.simulated
    if run is not None:
        yield (
            f"own machines simulated on {count(run.requests)} requests {run.requests_from}"
            f" ({count(run.replicas)} replicas)"
        )


def _peaks(decision: Decision) -> str:
    demand = decision.demand
    return (
        f"busiest hour {times(demand.peak_hour)} the mean, its busiest minute"
        f" {times(demand.burst)} that ({demand.provenance})"
    )
