import numpy as np
import pytest
from scipy import stats

from breakeven.domain.errors import InputError
from breakeven.domain.tasks import Tasks
from breakeven.economics.quantised_quality import AS_PUBLISHED, QualityEffect, quality_at
from breakeven.economics.success import (
    Success,
    independent_samples,
    own_results,
    result_of,
    success_of,
)
from tests.economics.tasks_world import CHANGES, MINI, OPEN, evaluation, score

INT4 = quality_at(OPEN, "int4", "general", CHANGES)


def of(*evaluations: object, precision: str = "", effect: QualityEffect = AS_PUBLISHED) -> Success:
    found = success_of(
        OPEN,
        precision,
        effect=effect,
        results=evaluations,  # type: ignore[arg-type]
        scores={"mini": score("mini", 62.0), "open-8b": score("open-8b", 50.0)},
        reference_model="mini",
        transfer=0.5,
    )
    assert found is not None
    return found


def test_the_posterior_of_ones_own_evaluation() -> None:
    found = of(evaluation("open-8b", 0.9, 100))
    assert (found.share, found.grounds, found.samples) == (0.9, "own", 100)
    low, high = np.quantile(found.draws(20_000), [0.05, 0.95])
    exact = stats.beta(90.5, 10.5)
    assert low == pytest.approx(exact.ppf(0.05), abs=0.004)
    assert high == pytest.approx(exact.ppf(0.95), abs=0.004)


def test_fewer_samples_are_less_sure_and_no_failure_is_not_certainty() -> None:
    few, many = (np.ptp(of(evaluation("open-8b", 0.8, n)).draws(500)) for n in (20, 2000))
    assert few > 3 * many
    assert of(evaluation("open-8b", 1.0, 10)).draws(500).max() < 1
    assert of(evaluation("open-8b", 0.0, 10)).draws(500).min() > 0


def test_the_standard_error_counts_where_it_is_larger() -> None:
    assert independent_samples(evaluation("m", 0.5, 400, stderr=0.05)) == 100
    assert independent_samples(evaluation("m", 0.5, 400, stderr=0.001)) == 400
    assert independent_samples(evaluation("m", 1.0, 400, stderr=0.0)) == 400


def test_fewer_bits_cost_unless_they_were_evaluated() -> None:
    published, measured = evaluation("open-8b", 0.8), evaluation("open-8b", 0.7, precision="int4")
    assert of(published, precision="int4", effect=INT4).share == pytest.approx(0.8 * 0.975)
    assert of(published, measured, precision="int4", effect=INT4).share == 0.7
    assert of(published, precision="bf16").share == 0.8
    drawn = of(published, precision="int4", effect=INT4).draws(2000)
    assert float(drawn.mean()) == pytest.approx(0.8 * 0.975, abs=0.01)


def test_a_result_in_fewer_bits_says_nothing_of_the_published_weights() -> None:
    only = [evaluation("open-8b", 0.7, precision="int4")]
    assert result_of(OPEN, "", only) == (None, False)
    assert of(*only).grounds == "benchmark"


def test_a_benchmark_where_nothing_was_evaluated() -> None:
    found = of()
    assert (found.share, found.grounds) == (pytest.approx(0.5), "benchmark")
    assert "not your tasks" in found.source
    low, high = np.quantile(found.draws(20_000), [0.16, 0.84])
    assert (low, high) == (pytest.approx(0.378, abs=0.01), pytest.approx(0.622, abs=0.01))


def test_a_benchmark_is_moved_to_where_the_reference_model_stands_on_the_tasks() -> None:
    """Odds 0.9/0.1 = 9, times (1/1) / (0.62/0.38) = 0.613: 5.516 / 6.516."""
    found = of(evaluation("mini", 0.9))
    assert found.share == pytest.approx(0.8465, abs=1e-4)


def test_nothing_is_known() -> None:
    assert (
        success_of(
            OPEN,
            "",
            effect=AS_PUBLISHED,
            results=[evaluation("mini", 0.9)],
            scores={},
            reference_model="mini",
            transfer=0.5,
        )
        is None
    )


def test_results_on_different_tasks_are_not_compared() -> None:
    two = [evaluation("mini", 0.9), evaluation("open-8b", 0.9, task="other")]
    with pytest.raises(InputError, match="2 evaluations \\(other, triage\\)"):
        own_results(two, Tasks())
    assert own_results(two, Tasks(evaluation="other")) == (two[1],)
    with pytest.raises(InputError, match="no evaluation is called 'x'"):
        own_results(two, Tasks(evaluation="x"))
    assert own_results([], Tasks(evaluation="x")) == ()


def test_the_larger_of_two_results_counts() -> None:
    small, large = evaluation("mini", 0.5, 10), evaluation("mini", 0.9, 500)
    assert result_of(MINI, "", [small, large]) == (large, True)
