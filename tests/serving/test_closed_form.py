"""The closed form of capacity against the simulator: within the error that the docs state."""

from statistics import median

from benchmarks.closed_form import REPLICAS, gaps


def test_the_closed_form_lies_within_its_stated_error_of_the_simulator() -> None:
    found = gaps(REPLICAS[:1] + REPLICAS[3:5] + REPLICAS[6:7])
    assert len(found) >= 9
    assert median(abs(g) for g in found) < 0.2
    assert max(abs(g) for g in found) < 0.7
