"""`probe`, and that `validate` and `calibrate` read what it writes."""

from pathlib import Path

import pytest

import breakeven as be
from breakeven.domain.errors import InputError
from tests.inputs.probe.fake_server import Fake, serving


def test_validate_and_calibrate_read_what_a_probe_writes(tmp_path: Path) -> None:
    out = tmp_path / "runs.csv"
    told: list[object] = []
    with serving(Fake(ttft_seconds=0.02, itl_seconds=0.03)) as url:
        found = be.probe(
            url, model="served", concurrency="1,2", input_tokens=100, output_tokens=6,
            gpu="H100", gpu_count=1, engine="vllm", precision="bf16", known_as="llama-3.1-8b",
            output=out, announce=told.append,
        )  # fmt: skip
    assert told == [found.plan.to_dict()]
    assert [w for w in found.warnings if "late in the mean" not in w] == []
    metrics = {(p["concurrency"], p["metric"]) for p in found.points}
    assert {(1, "ttft_p90"), (2, "tpot_p95"), (2, "output_tokens_per_second")} <= metrics
    compared = be.validate(out).to_dict()
    assert compared["skipped"] == []
    assert compared["overall"]["tpot_mean"]["n"] == 2  # type: ignore[index]
    fitted = be.calibrate(out, overlay=tmp_path / "own")
    assert fitted.points > 10


def test_a_dry_run_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_KEY", "hunter2")
    fake = Fake()
    with serving(fake) as url:
        data = be.probe(url, model="m", api_key_env="A_KEY", dry_run=True).to_dict()
    assert fake.asked == []
    assert data["sent_requests"] == 0
    assert data["request"]["max_tokens"] == 128  # type: ignore[index]
    assert "hunter2" not in str(data)


def test_where_nothing_can_be_written_nothing_is_sent(tmp_path: Path) -> None:
    fake = Fake()
    with serving(fake) as url, pytest.raises(InputError, match="no folder"):
        be.probe(url, model="m", output=tmp_path / "no" / "x.csv")
    assert fake.asked == []
