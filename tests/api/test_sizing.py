"""`size` on models and cards that people ask about."""

from pathlib import Path

import pytest

import breakeven as be
from breakeven.domain.errors import InputError, UnknownName
from breakeven.serving.capacity import LIMITS


def test_a_small_model_fits_and_its_rate_lies_in_its_range() -> None:
    found = be.size("meta-llama/Llama-3.1-8B-Instruct", gpu="h100_sxm")
    assert found.memory.fits
    assert found.capacity is not None
    assert found.range is not None
    assert found.range.low < found.capacity.requests_per_second < found.range.high
    assert found.usd_per_million_output_tokens
    assert found.setup.accelerator == "H100-SXM"


@pytest.mark.parametrize(
    ("model", "gpu", "count", "said"),
    [
        ("llama-2-13b", "A10G", 1, "weights 24.2 GiB"),
        ("llama-3.1-405b", "H100", 8, "weights 94.5 GiB"),
    ],
)
def test_what_does_not_fit_says_so_with_the_numbers(
    model: str, gpu: str, count: int, said: str
) -> None:
    found = be.size(model, gpu=gpu, count=count, precision="bf16")
    assert not found.memory.fits
    assert found.capacity is None
    assert found.excuse is not None
    assert found.excuse.reason == "does-not-fit-in-memory"
    assert said in found.excuse.detail


def test_70b_on_two_80_gb_cards_leaves_almost_no_cache() -> None:
    found = be.size("llama-3.1-70b", gpu="A100-80", count=2, precision="bf16")
    assert not found.memory.fits
    assert 0 < found.memory.kv_tokens < 3_000
    assert found.excuse is not None
    assert "KV cache of" in found.excuse.detail


def test_a_context_that_the_cache_cannot_hold_does_not_fit() -> None:
    assert be.size("qwen3-32b", gpu="H100", context=16_000).memory.fits
    assert not be.size("qwen3-32b", gpu="H100", context=40_000).memory.fits


def test_a_proprietary_model_cannot_be_hosted() -> None:
    with pytest.raises(InputError, match="cannot be hosted"):
        be.size("gpt-4o", gpu="H100")


def test_a_misspelt_card_gets_a_hint() -> None:
    with pytest.raises(UnknownName, match="RTX-4090"):
        be.size("llama-3.1-8b", gpu="RTX-4909")


def test_a_tensor_parallel_size_must_be_the_count() -> None:
    with pytest.raises(InputError, match="tensor-parallel"):
        be.size("llama-3.1-8b", gpu="H100", count=2, tensor_parallel=3)


def test_more_gpus_serve_more() -> None:
    rates = []
    for count in (1, 2, 4):
        found = be.size("qwen3-32b", gpu="H100", count=count, precision="fp8")
        assert found.capacity is not None
        rates.append(found.capacity.requests_per_second)
    assert rates == sorted(rates)


def test_a_full_machine_is_priced_by_the_replica() -> None:
    found = be.size("llama-3.1-8b", gpu="L40S", precision="fp8")
    assert found.rental is not None
    held = found.rental.accelerator_count
    alone = be.cross("api:gpt-4o", "self:llama-3.1-8b@L40Sx1", input_tokens=500, output_tokens=200)
    machine = alone.curves["self:llama-3.1-8b@L40Sx1"]
    smallest = float(machine.step_usd) / (24 * 30.4375)
    assert found.rental.usd_per_hour / held <= smallest * (1 + 1e-9)


def test_the_capacity_is_simulated_and_the_closed_form_lies_near() -> None:
    found = be.size("llama-3.1-8b", gpu="H100", input_tokens=1155, output_tokens=211)
    said = found.to_dict()
    assert said["capacity_from"] == "simulation"
    assert found.capacity is not None
    assert found.closed_form is not None
    assert found.gap is not None
    assert abs(found.gap) < 0.3
    assert found.capacity.ttft_p99_ms <= 2_000
    assert found.capacity.tpot_p99_ms <= 100
    assert found.capacity.limit in LIMITS
    again = be.size("llama-3.1-8b", gpu="H100", input_tokens=1155, output_tokens=211)
    assert again.to_dict() == said


def test_without_the_simulator_the_closed_form_answers_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    simulated = be.size("llama-3.1-8b", gpu="H100")
    monkeypatch.setattr("breakeven.api.sizing.can_simulate", lambda: False)
    found = be.size("llama-3.1-8b", gpu="H100")
    assert found.capacity == found.closed_form == simulated.closed_form
    assert found.to_dict()["capacity_from"] == "closed-form"
    assert "breakeven[simulate]" in found.note


def test_decide_without_the_simulator_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("breakeven.api.answering.can_simulate", lambda: False)
    found = be.decide(
        requests_per_day=1e5,
        input_tokens=500,
        output_tokens=200,
        models=["llama-3.1-8b"],
        samples=0,
    )
    assert found.simulated is None
    assert any("breakeven[simulate]" in w for w in found.warnings)
    assert {o.rate.source for o in found.feasible if o.rate} == {"closed-form"}


def test_a_logs_own_requests_are_served(tmp_path: Path) -> None:
    rows = [
        f"2026-05-01T{10 + n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z,{40 + n % 9},{20 + n % 7}"
        for n in range(7_200)
    ]
    log = tmp_path / "log.csv"
    log.write_text("\n".join(["at,in,out", *rows]) + "\n", "utf-8")
    columns = {"time": "at", "input": "in", "output": "out"}
    found = be.size("llama-3.1-8b", gpu="L4", usage_log=[log], column_map=columns)
    assert found.tried is not None
    assert found.tried.requests_from == "of the log's busiest hours"
    assert found.memory.context_tokens == pytest.approx(48 + 26, abs=2)
    typical = be.size("llama-3.1-8b", gpu="L4")
    assert found.capacity is not None
    assert typical.capacity is not None
    assert found.capacity.requests_per_second > 5 * typical.capacity.requests_per_second


def test_drafts_that_are_accepted_serve_more() -> None:
    plain = be.size("llama-3.1-8b", gpu="H100")
    drafted = be.size("llama-3.1-8b", gpu="H100", draft_tokens=3, acceptance=0.9)
    assert plain.capacity
    assert drafted.capacity
    assert drafted.capacity.requests_per_second > plain.capacity.requests_per_second
    assert drafted.to_dict()["speculation"] == {"draft_tokens": 3, "acceptance": 0.9}
    assert plain.to_dict()["speculation"] is None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"draft_tokens": 3}, "go together"),
        ({"acceptance": 0.5}, "go together"),
        ({"draft_tokens": 3, "acceptance": 1.0}, "below 1"),
        ({"draft_tokens": 0, "acceptance": 0.5}, "draft_tokens"),
    ],
)
def test_drafts_that_cannot_be_are_refused(options: dict[str, float], said: str) -> None:
    with pytest.raises(InputError, match=said):
        be.size("llama-3.1-8b", gpu="H100", **options)
