"""The page, from figures made by hand."""

from datetime import date

from benchmarks.peers.comparison import Errors
from benchmarks.peers.page import Measured, Speed, page
from benchmarks.peers.simulators import Raced

ERRORS = Errors(
    source="runs",
    engine="vLLM",
    metric="tpot",
    n=1234,
    ours_median=0.05,
    ours_p90=0.2,
    theirs_median=0.1,
    theirs_mean=0.12,
    theirs_p90=0.3,
)
RACE = Raced(
    rate=15.0,
    requests=4000,
    version="1.2",
    seconds=2.0,
    ours_seconds=0.001,
    mean_ttft=(0.1, 0.1001),
    mean_e2e=(3.0, 3.01),
    ours_many_seconds=0.25,
)


def measured(**changes: object) -> Measured:
    given = {
        "day": date(2026, 11, 24),
        "shipped": [ERRORS],
        "held_out": {},
        "variants": {"otherwise": [ERRORS]},
        "reasons": {"open loop": 3, "no concurrency": 40},
        "rows": 5000,
        "notes": ["Version 9."],
        "speeds": [Speed(name="ours", values=200, seconds=1.0)],
        "races": [RACE],
    }
    return Measured(**given | changes)  # type: ignore[arg-type]


def test_every_figure_is_on_the_page() -> None:
    text = page(measured())
    assert (
        "| runs | tpot | vLLM | 1,234 | 5.0 % | 20.0 % | 10.0 % | 12.0 % | 30.0 % | 2.0 |" in text
    )
    assert "| otherwise | runs | tpot | 1,234 | 10.0 % | 12.0 % | 30.0 % |" in text
    assert text.index("- 40: no concurrency") < text.index("- 3: open loop")
    assert "| ours | 200 | 1.0 | 5.00 |" in text
    assert "| 15 | 2,000 | 4,000,000 | 2,000 | 4,000,000 |" in text
    assert "held out:" not in text


def test_how_it_is_asked_comes_from_the_code() -> None:
    text = page(measured())
    assert "mode `agg`" in text
    assert "nominal ones;" in text


def test_held_out_errors_have_their_section() -> None:
    text = page(measured(held_out={"unseen models": [ERRORS]}))
    assert "## Accuracy, held out: unseen models" in text
    assert text.count("| runs | tpot | vLLM |") == 2


def test_without_vidur_the_page_says_so() -> None:
    assert "Vidur was not installed" in page(measured(races=[]))
