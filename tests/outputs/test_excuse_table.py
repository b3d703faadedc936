from breakeven.economics.decision import Decision
from breakeven.outputs.excuse_table import excuse_table
from tests.outputs.conftest import Shown


def test_reasons_are_counted_with_an_example(shown: Shown, nothing: Decision) -> None:
    _, _, first, *_ = shown(excuse_table(nothing.options), width=140).splitlines()
    assert first.split("  ")[-1].endswith("1 x 71.3 GiB are usable")
    assert first.split()[:2] == ["3", "does"]
