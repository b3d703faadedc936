from breakeven.domain.workload import LatencyTargets
from breakeven.economics.decision import Decision
from breakeven.outputs.question import question_lines, targets_text


def test_targets() -> None:
    asked = LatencyTargets(ttft_p99_ms=500, tpot_p99_ms=40)
    assert (
        targets_text(asked) == "first token within 500 ms, each further token within 40 ms at p99"
    )
    assert targets_text(LatencyTargets()) == "no latency target"


def test_peaks_say_where_they_are_from(decision: Decision) -> None:
    assert question_lines(decision)[-1] == (
        "busiest hour 2.1 x the mean, its busiest minute 1.40 x that (example, 2026-08-01)"
    )
