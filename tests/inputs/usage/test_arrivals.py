"""Seasons, trend, bunching and ranges, against traffic that was made to have them."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from breakeven.inputs.usage import read_usage
from breakeven.inputs.usage.arrivals import ranges, rank_correlation

from .conftest import Write

MONDAY = datetime(2026, 5, 4, tzinfo=UTC)


def daily(write: Write, amounts: list[int], *, first: datetime = MONDAY) -> object:
    rows = [
        f"{(first + timedelta(days=n)).timestamp():.0f},"
        f"{(first + timedelta(days=n + 1)).timestamp():.0f},{10 * k},{k},{k}\n"
        for n, k in enumerate(amounts)
    ]
    header = "start_time,end_time,input_tokens,output_tokens,num_model_requests\n"
    return read_usage(write("days.csv", header + "".join(rows))).workload()


def test_days_of_the_week_start_on_monday(write: Write) -> None:
    week = [100, 100, 100, 100, 100, 20, 20]  # from Monday on
    wednesday = MONDAY + timedelta(days=2)
    found = daily(write, (week[2:] + week[:2]) * 3, first=wednesday)
    mean = sum(week) / 7
    assert found.weekly_shape == pytest.approx([k / mean for k in week])  # type: ignore[attr-defined]


def test_a_trend_is_found_and_a_short_log_has_none(write: Write) -> None:
    growth = 1.10 ** (1 / 30.4375)
    grown = daily(write, [round(100_000 * growth**n) for n in range(70)])
    assert grown.growth_per_month == pytest.approx(0.10, abs=0.001)  # type: ignore[attr-defined]
    short = daily(write, [100] * 20)
    assert short.growth_per_month is None  # type: ignore[attr-defined]
    stopped = daily(write, [100] * 30 + [0] * 14)
    assert stopped.growth_per_month is None  # type: ignore[attr-defined]


def test_poisson_arrivals_have_a_dispersion_of_one_and_bursts_more(write: Write) -> None:
    rng = np.random.default_rng(5)
    calm = np.sort(rng.uniform(0, 20 * 3_600, 20_000))
    bursts = np.sort(np.repeat(rng.uniform(0, 20 * 3_600, 2_000), 10))
    found = []
    for name, times in (("calm", calm), ("bursts", bursts)):
        rows = "".join(f"{1777593600.5 + t:.3f},1,1\n" for t in times)
        log = write(f"{name}.csv", "time,input_tokens,output_tokens\n" + rows)
        found.append(read_usage(log).workload().minute_dispersion)
    assert found[0] == pytest.approx(1, abs=0.1)
    assert found[1] == pytest.approx(10, rel=0.15)


def test_ranges_narrow_with_more_days_and_are_reproducible() -> None:
    rng = np.random.default_rng(3)

    def blocks(days: int) -> dict[str, np.ndarray]:
        asked = rng.poisson(1_000, days).astype(float)
        return {"asked": asked, "requests": asked, "input_tokens": asked * 100,
                "cached_input_tokens": asked * 25, "output_tokens": asked * np.nan}  # fmt: skip

    few, many = blocks(10), blocks(1_000)
    assert ranges(few, 86_400) == ranges(few, 86_400)
    widths = [
        high - low for b in (few, many) for low, high in [ranges(b, 86_400)["requests_per_day"]]
    ]
    assert widths[0] > 5 * widths[1]
    assert ranges(few, 86_400)["cached_input_share"] == pytest.approx((0.25, 0.25))
    assert "output_tokens_mean" not in ranges(few, 86_400)
    assert ranges({k: v[:7] for k, v in few.items()}, 86_400) == {}


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([[1, 1], [2, 4], [3, 9]], 1.0),
        ([[1, 3], [2, 2], [3, 1]], -1.0),
        ([[1, 1], [2, 1], [3, 1]], None),
    ],
)
def test_correlation_of_ranks(pairs: list[list[float]], expected: float | None) -> None:
    found = rank_correlation(np.array(pairs, dtype=float))
    assert found == (None if expected is None else pytest.approx(expected))
