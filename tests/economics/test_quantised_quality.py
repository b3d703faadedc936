from datetime import date

import pytest

from breakeven.economics.quantised_quality import AS_PUBLISHED, canonical, quality_at
from breakeven.inputs.catalog import load_catalog
from tests.economics.tasks_world import CHANGES, OPEN, model


@pytest.mark.parametrize("precision", ["", "bf16", "fp16", "unknown"])
def test_as_published(precision: str) -> None:
    assert quality_at(OPEN, precision, "long-context", CHANGES) is AS_PUBLISHED


def test_the_size_decides_where_the_model_was_not_measured() -> None:
    large = model("open-70b", parameters_billion=70.6)
    assert quality_at(OPEN, "int4", "general", CHANGES).mid == -2.5
    assert quality_at(large, "int4", "general", CHANGES).mid == -1.5


def test_long_context_in_four_bits_has_a_fat_tail() -> None:
    found = quality_at(OPEN, "int4", "long-context", CHANGES)
    assert (found.low, found.mid, found.measure_first) == (-59.0, -5.0, True)
    assert found.factor == pytest.approx(0.95)


def test_a_measurement_of_the_model_itself_goes_first_with_the_wider_range() -> None:
    found = quality_at(OPEN, "int4", "code", CHANGES)
    assert (found.low, found.mid, found.high) == (-8.0, -3.4, -0.1)
    assert not found.measure_first


def test_another_kind_of_task_stands_in_and_says_so() -> None:
    found = quality_at(OPEN, "fp8", "tool-use", CHANGES)
    assert (found.mid, found.measure_first) == (0.0, True)
    assert "for want of this kind" in found.source


def test_a_precision_that_nobody_measured() -> None:
    assert not quality_at(OPEN, "int2", "general", CHANGES).known


def test_the_shipped_facts_know_every_precision_that_is_tried() -> None:
    catalog = load_catalog(as_of=date(2026, 11, 25))
    llama = catalog.models["llama-3.3-70b"]
    for kind in ("general", "long-context", "code", "tool-use", "non-english"):
        for precision in ("fp8", "int8", "int4", "nvfp4", "q4_k_m", "q8_0"):
            found = quality_at(llama, precision, kind, catalog.quality_changes)
            assert found.known, (precision, kind)
            assert found.low <= found.mid <= found.high <= 0.5
        four, eight = (quality_at(llama, p, kind, catalog.quality_changes) for p in ("int4", "fp8"))
        assert four.mid <= eight.mid
    assert canonical("FP4", catalog.precisions) == "nvfp4"
    assert canonical("other", catalog.precisions) == "other"
