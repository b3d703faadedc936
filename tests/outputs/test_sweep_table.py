import io

from breakeven.api.sweeping import SweepReport
from breakeven.domain.sweep import Answered
from breakeven.outputs.sweep_table import sweep_table
from breakeven.outputs.tables import console

ROWS = (
    Answered(number=0, winner="api:openai/o3", usd_per_month=10.0),
    Answered(number=1, winner="api:openai/o3", usd_per_month=2_000.0),
    Answered(number=2, problem="no"),
)


def test_winners_with_their_bills() -> None:
    stream = io.StringIO()
    report = SweepReport(axes=(), rows=ROWS, file="r.csv", resumed=0)
    console(stream, width=100).print(sweep_table(report))
    shown = stream.getvalue()
    assert "3 combinations, in r.csv; 1 of them without an answer" in shown
    assert "2 o3 from openai $10.00 to $2,000" in " ".join(shown.split())
    assert report.to_dict()["problems"] == [{"row": 2, "problem": "no"}]


def test_nothing_won() -> None:
    stream = io.StringIO()
    report = SweepReport(axes=(), rows=ROWS[2:], file="", resumed=0)
    console(stream, width=100).print(sweep_table(report))
    assert stream.getvalue().startswith("1 combinations; 1 of them")
