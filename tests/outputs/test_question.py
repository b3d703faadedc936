from breakeven.domain.workload import LatencyTargets
from breakeven.economics.decision import Decision, Simulated
from breakeven.outputs.question import question_lines, targets_text
from tests.outputs.handmade import copy_of


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


def test_what_was_simulated_is_said(decision: Decision) -> None:
    run = Simulated(which="leaders", replicas=71, requests=8_192, requests_from="of a log")
    assert question_lines(copy_of(decision, simulated=run))[-1] == (
        "own machines simulated on 8,192 requests of a log (71 replicas)"
    )
