"""`usage`: what a log's tokens cost, and the workload that it writes."""

from pathlib import Path

import pytest

from breakeven.api.using import usage
from breakeven.domain.errors import InputError
from breakeven.inputs.workload_toml import read_workload

HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens,Model"
COLUMNS = {
    "time": "TIMESTAMP",
    "input": "ContextTokens",
    "output": "GeneratedTokens",
    "model": "Model",
}


def log_of(folder: Path, *rows: tuple[int, int, str]) -> Path:
    path = folder / "log.csv"
    lines = [f"2026-05-01T10:{n:02}:00Z,{i},{o},{m}" for n, (i, o, m) in enumerate(rows)]
    path.write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
    return path


def test_every_request_is_priced_in_its_own_tier(tmp_path: Path) -> None:
    """GPT-5.4: 2.50 and 15 $ up to 272,000 input tokens, 5.00 and 22.50 above."""
    name = "gpt-5.4"
    log = log_of(tmp_path, (100_000, 1_000, name), (300_000, 1_000, name))
    found = usage([log], column_map=COLUMNS, as_of="2026-11-20").usd_at_list_price[name]
    expected = (100_000 * 2.5 + 1_000 * 15 + 300_000 * 5 + 1_000 * 22.5) / 1e6
    assert found == pytest.approx(expected)


def test_an_unknown_model_has_no_price(tmp_path: Path) -> None:
    log = log_of(tmp_path, (10, 10, "gpt-4o"), (10, 10, "nobody-knows-it"))
    prices = usage([log], column_map=COLUMNS, as_of="2026-11-20").usd_at_list_price
    assert prices["gpt-4o"] == pytest.approx((10 * 2.5 + 10 * 10) / 1e6)
    assert prices["nobody-knows-it"] is None


def test_a_workload_is_written_last_and_over_no_log(tmp_path: Path) -> None:
    log = log_of(tmp_path, (10, 10, "gpt-4o"), (20, 10, "gpt-4o"))
    out = tmp_path / "w.toml"
    with pytest.raises(InputError, match="no such directory"):
        usage([log], column_map=COLUMNS, output=out, facts=tmp_path / "none")
    assert not out.exists()
    assert usage([log], column_map=COLUMNS, output=out).written == str(out)
    assert read_workload(out).input_tokens.mean == 15
    with pytest.raises(InputError, match=r"name it \*\.toml"):
        usage([log], column_map=COLUMNS, output=tmp_path / "w.csv")
    copy = log.rename(tmp_path / "log.toml")
    with pytest.raises(InputError, match="a log that is read"):
        usage([copy], column_map=COLUMNS, output=tmp_path / "." / "log.toml")
    assert copy.read_text("utf-8").startswith(HEADER)
