import csv
from datetime import date
from io import StringIO

import pytest

from breakeven.inputs.measurements import COLUMNS
from breakeven.inputs.probe.endpoint import endpoint_at
from breakeven.inputs.probe.loop import Level, Probed
from breakeven.inputs.probe.plan import ProbePlan
from breakeven.inputs.probe.rows import Setup, csv_of, rows_of, warnings_of
from breakeven.inputs.probe.stream import Timing

KNOWN = Setup(model="llama-3.1-8b", engine="vllm", gpu="H100", gpu_count=1)


def probed(
    *timings: Timing,
    url: str = "http://localhost/v1?sig=secret",
    late: float = 0.001,
    **failures: int,
) -> Probed:
    level = Level(users=2, seconds=2.0, late_seconds=late, timings=timings, failures=failures)
    return Probed(
        plan=ProbePlan(model="served", concurrency=(2,), input_tokens=100, output_tokens=3),
        endpoint=endpoint_at(url, key="k"),
        levels=(level,),
        sent=9,
        whole_answers=True,
    )


def timing(**counted: int | None) -> Timing:
    said = {"input_tokens": 101, "output_tokens": 3, "cached_tokens": 0}
    return Timing(started=0.0, pieces=(0.1, 0.2, 0.3), **{**said, **counted})


def test_a_row_for_each_value_in_the_columns() -> None:
    rows = rows_of(probed(timing(), timing(input_tokens=102)), KNOWN, day=date(2026, 11, 25))
    first = rows[0]
    assert list(first)[: len(COLUMNS)] == list(COLUMNS)
    assert first | {"tp": ""} == first | {
        "source": "breakeven-probe", "date": "2026-11-25", "engine": "vllm", "tp": "",
        "model": "llama-3.1-8b", "gpu": "H100", "gpu_count": 1, "isl": 101.5, "osl": 3,
        "concurrency": 2, "metric": "ttft_mean", "value": 100.0, "unit": "ms", "mode": "agg",
        "url": "http://localhost/v1/chat/completions", "cached_input_share": 0.0,
        "arrivals": "closed",
    }  # fmt: skip
    read = list(csv.DictReader(StringIO(csv_of(rows))))
    assert [row["metric"] for row in read] == [row["metric"] for row in rows]
    assert "secret" not in csv_of(rows)


def test_a_loop_without_answers_has_no_rows() -> None:
    assert rows_of(probed(boom=5), KNOWN, day=date(2026, 11, 25)) == []


@pytest.mark.parametrize(
    ("found", "setup", "said"),
    [
        (probed(timing()), Setup(), "name no hardware"),
        (probed(timing(), boom=2), KNOWN, "2 at once: 2 of 20 failed: boom"),
        (probed(timing(input_tokens=None)), KNOWN, "counts no input tokens: 100"),
        (probed(timing(output_tokens=None)), KNOWN, "pieces are taken for tokens"),
        (probed(timing(output_tokens=9)), KNOWN, "several tokens or none"),
        (probed(timing(cached_tokens=50)), KNOWN, "held 50% of the input"),
        (probed(timing(), late=0.03), KNOWN, "was 30 ms late in the mean"),
        (probed(timing(), url="http://h/v1"), KNOWN, "travelled unencrypted"),
        (
            probed(Timing(started=0.0, pieces=(0.1,), input_tokens=1, output_tokens=1)),
            KNOWN,
            "1 tokens in the mean where 3 were asked for",
        ),
    ],
)
def test_what_a_reader_must_know(found: Probed, setup: Setup, said: str) -> None:
    assert [w for w in warnings_of(found, setup) if said in w]


def test_a_good_probe_has_no_warnings() -> None:
    assert warnings_of(probed(timing()), KNOWN) == ()
