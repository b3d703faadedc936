"""`simulate` on what it may be given: a log, a workload file, a scenario."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from breakeven.api.deciding import decide
from breakeven.api.simulating import simulate
from breakeven.api.using import usage
from breakeven.domain.errors import InputError, NothingFeasible

COLUMNS = {"time": "at", "input": "in", "output": "out"}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    rows = [f"2026-05-01T10:{n // 60:02}:{n % 60:02}Z,{200 + n},{20 + n % 9}" for n in range(120)]
    path.write_text("\n".join(["at,in,out", *rows]) + "\n", "utf-8")
    return path


def test_a_workload_file_is_simulated_with_its_own_requests(tmp_path: Path, log: Path) -> None:
    written = tmp_path / "w.toml"
    usage([log], column_map=COLUMNS, output=written)
    found = simulate(written, model="llama-3.1-8b", gpu="L40S").to_dict()
    assert found["requests"] == 120
    assert found["rejected"] == 0
    assert 60 < float(str(found["simulated_seconds"])) < 240


def test_columns_that_are_given_hold_for_a_scenarios_log(tmp_path: Path, log: Path) -> None:
    scenario = tmp_path / "s.toml"
    scenario.write_text(f'[workload]\nusage_log = ["{log.name}"]\n', "utf-8")
    assert (
        simulate(scenario, column_map=COLUMNS, model="llama-3.1-8b", gpu="L40S").to_dict()[
            "requests"
        ]
        == 120
    )


def gated(log: Path, **changes: Any) -> dict[str, Any]:
    options = {"model": "llama-3.1-8b", "gpu": "L4", "column_map": COLUMNS} | changes
    return simulate(log, **options).to_dict()


def test_an_overflow_says_what_is_served_elsewhere(log: Path) -> None:
    found = gated(log, rate_scale=20.0, overflow_outstanding=3)
    away = found["overflow"]
    assert 0 < away["requests"] < 120
    assert away["share"] == away["requests"] / 120
    assert away["input_tokens"] >= 200 * away["requests"]
    assert away["output_tokens"] >= 20 * away["requests"]
    assert away["limits"] == {"queue": None, "outstanding": 3, "ttft_ms": None}
    assert found["ttft_ms"]["p99"] < gated(log, rate_scale=20.0)["ttft_ms"]["p99"]
    assert gated(log)["overflow"] is None


def test_an_overflow_that_nobody_passes_says_so(log: Path) -> None:
    found = gated(log, overflow_ttft_ms=0.001)
    assert found["overflow"]["share"] == 1.0
    assert found["ttft_ms"]["p99"] is None
    assert any("every request is served elsewhere" in said for said in found["warnings"])


def test_no_room_is_nothing_feasible(log: Path) -> None:
    with pytest.raises(NothingFeasible, match="no room for a KV cache"):
        simulate(log, model="llama-3.1-70b", gpu="L4", column_map=COLUMNS)


def chains(count: int = 400) -> list[list[int]]:
    """Return the blocks of conversations that share a beginning, and of prompts that do not."""
    rng = np.random.default_rng(5)
    made: list[list[int]] = []
    for number in range(count):
        if made and rng.random() < 0.6:
            earlier = made[int(rng.integers(len(made)))]
            kept = int(rng.integers(1, len(earlier) + 1))
            made.append([*earlier[:kept], *(10_000 + 50 * number + np.arange(rng.integers(4)))])
        else:
            made.append([10_000 + 50 * number + 10 + b for b in range(int(rng.integers(1, 8)))])
    return [[int(b) for b in chain] for chain in made]


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    """A trace in the form of Mooncake's; prompts come so rarely that each finds the last done."""
    path = tmp_path / "trace.jsonl"
    rows = [
        {
            "timestamp": 60_000 * number,
            "input_length": 512 * len(chain) - number % 500,
            "output_length": 3,
            "hash_ids": chain,
        }
        for number, chain in enumerate(chains())
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def share_of_repeated_blocks(path: Path) -> float:
    """Count, in plain Python, the input tokens whose blocks all came before."""
    seen: set[int] = set()
    known = total = 0
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        repeated = 0
        for block in row["hash_ids"]:
            if block not in seen:
                break
            repeated += 1
        known += min(512 * repeated, row["input_length"] - 1)
        total += row["input_length"]
        seen.update(row["hash_ids"])
    return known / total


def on_h100(source: Path, **options: Any) -> dict[str, Any]:
    return simulate(source, model="llama-3.1-8b", gpu="H100", **options).to_dict()


def test_an_endless_prefix_cache_hits_every_repeated_block(trace: Path) -> None:
    expected = share_of_repeated_blocks(trace)
    assert 0.2 < expected < 0.8
    found = on_h100(trace, prefix_cache_tokens=1e12)
    assert found["cached_input_share"] == pytest.approx(expected, rel=1e-12)


def test_a_cache_of_the_replicas_own_size_hits_no_more(trace: Path) -> None:
    endless = on_h100(trace, prefix_cache_tokens=1e12)["cached_input_share"]
    own = on_h100(trace, kv_cache_tokens=100_000)
    assert own["engine"]["prefix_cache_tokens"] == 100_000 // 512 * 512
    assert 0 < own["cached_input_share"] < endless
    assert on_h100(trace, prefix_cache=False)["cached_input_share"] == 0
    assert on_h100(trace, prefix_cache_tokens=0)["cached_input_share"] == 0


def test_a_router_that_knows_prefixes_hits_more(trace: Path) -> None:
    turns = on_h100(trace, replicas=4, prefix_cache_tokens=1e12)["cached_input_share"]
    aware = on_h100(trace, replicas=4, prefix_cache_tokens=1e12, router="prefix-aware")
    assert aware["cached_input_share"] == pytest.approx(share_of_repeated_blocks(trace))
    assert turns < 0.7 * aware["cached_input_share"]


def test_hits_make_the_first_token_sooner(trace: Path) -> None:
    with_cache, without = (on_h100(trace, prefix_cache=on) for on in (None, False))
    assert with_cache["ttft_ms"]["p50"] < without["ttft_ms"]["p50"]


def test_v0_keeps_no_prompts_unless_told_to(trace: Path) -> None:
    silent = on_h100(trace, engine="vllm@0.6")
    assert silent["cached_input_share"] == 0
    assert any("--prefix-cache" in warning for warning in silent["warnings"])
    assert on_h100(trace, engine="vllm@0.6", prefix_cache=True)["cached_input_share"] > 0


def test_mooncakes_conversations(shared: Path) -> None:
    trace = shared / "traces" / "mooncake_conversation.jsonl"
    expected = share_of_repeated_blocks(trace)
    endless = on_h100(trace, replicas=8, router="prefix-aware", prefix_cache_tokens=1e12)
    assert endless["cached_input_share"] == pytest.approx(expected, rel=0.01)
    own = on_h100(trace, replicas=8, router="prefix-aware")
    turns = on_h100(trace, replicas=8)
    assert 0 < turns["cached_input_share"] < own["cached_input_share"] < expected


def test_logs_with_a_cached_column_keep_their_share(tmp_path: Path) -> None:
    path = tmp_path / "cached.csv"
    rows = [f"{n},{400},{20},{100}" for n in range(50)]
    path.write_text("\n".join(["at,in,out,hit", *rows]) + "\n", "utf-8")
    columns = COLUMNS | {"cached": "hit"}
    assert on_h100(path, column_map=columns)["cached_input_share"] == 0.25
    assert on_h100(path, column_map=columns, prefix_cache=False)["cached_input_share"] == 0


def test_scaling_to_zero_pays_less_and_waits_for_the_start(log: Path) -> None:
    options = {"replicas": 4, "column_map": COLUMNS}
    standing = on_h100(log, **options)
    scaled = on_h100(log, **options, min_replicas=0, cold_start_seconds=20.0, idle_seconds=30.0)
    assert standing["replica_seconds"] == pytest.approx(4 * standing["simulated_seconds"])
    assert (standing["cold_starts"], standing["autoscaling"]) == (0, None)
    assert scaled["cold_starts"] >= 1
    assert scaled["replica_seconds"] < standing["replica_seconds"]
    assert scaled["replicas_mean"] == pytest.approx(
        scaled["replica_seconds"] / scaled["simulated_seconds"]
    )
    assert scaled["ttft_ms"]["p99"] > 15_000
    assert [a["id"] for a in scaled["assumptions"]][-1] == "target_outstanding"


def test_what_is_assumed_of_cold_starts_is_said(log: Path) -> None:
    found = on_h100(log, column_map=COLUMNS, min_replicas=0)
    said = {a["id"]: a for a in found["assumptions"]}
    assert found["autoscaling"]["cold_start_seconds"] == said["cold_start_seconds"]["value"]
    assert said["cold_start_seconds"]["source"]


def test_two_pools_are_busy_with_their_own_work(log: Path) -> None:
    found = on_h100(log, column_map=COLUMNS, prefill_replicas=1, decode_replicas=2)
    pools = found["pools"]
    assert (pools["prefill"]["replicas"], pools["decode"]["replicas"]) == (1, 2)
    assert found["replicas"] == 3
    assert 0 < pools["prefill"]["utilization"] < pools["decode"]["utilization"] <= 1
    assert pools["transfer_gb_per_second"] == 50
    assert [a["id"] for a in found["assumptions"]][-1] == "network_gb_per_second"


def test_a_slower_network_delays_the_second_token(log: Path) -> None:
    pools = {"column_map": COLUMNS, "prefill_replicas": 1, "decode_replicas": 1}
    fast, slow = (on_h100(log, **pools, transfer_gb_per_second=gb) for gb in (50.0, 0.5))
    assert slow["pools"]["transfer_ms"]["p50"] == pytest.approx(
        100 * fast["pools"]["transfer_ms"]["p50"]
    )
    assert slow["ttft_ms"] == fast["ttft_ms"]
    assert slow["e2e_ms"]["p50"] > fast["e2e_ms"]["p50"]


def test_a_card_on_pcie_is_not_faster_than_its_slot(log: Path) -> None:
    found = simulate(
        log,
        model="llama-3.1-8b",
        gpu="L40S",
        column_map=COLUMNS,
        prefill_replicas=1,
        decode_replicas=1,
    )
    assert found.transfer is not None
    assert found.transfer.gb_per_second == 32


def test_limits_that_are_set_are_used(log: Path) -> None:
    found = on_h100(log, column_map=COLUMNS, max_num_seqs=2, kv_cache_tokens=5_000)
    assert found["engine"]["max_num_seqs"] == 2
    assert found["engine"]["kv_cache_tokens"] == 5_000
    assert found["batch_mean"] <= 2


def test_priorities_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    rows = [f"{n / 50},{3000},{200},{n % 2}" for n in range(400)]
    path.write_text("\n".join(["at,in,out,rank", *rows]) + "\n", "utf-8")
    found = on_h100(path, column_map=COLUMNS | {"priority": "rank"})
    urgent, patient = found["priorities"]
    assert (urgent["priority"], patient["priority"]) == (0, 1)
    assert (urgent["requests"], patient["requests"]) == (200, 200)
    assert urgent["ttft_ms"]["p90"] < patient["ttft_ms"]["p90"]


def test_a_scenarios_targets_hold(tmp_path: Path, log: Path) -> None:
    scenario = tmp_path / "s.toml"
    scenario.write_text(
        f'[workload]\nusage_log = ["{log.name}"]\n[targets]\nttft_p99_ms = 1.0\n', "utf-8"
    )
    found = on_h100(scenario, column_map=COLUMNS)
    assert found["targets"]["ttft_p99_ms"] == 1.0
    assert found["goodput_requests_per_second"] == 0
    assert [a["id"] for a in found["assumptions"]] == ["tpot_p99_ms"]


def test_what_does_not_keep_up_says_so(log: Path) -> None:
    slow = on_h100(log, column_map=COLUMNS, rate_scale=1000.0, max_num_seqs=1)
    assert any("do not keep up" in warning for warning in slow["warnings"])
    assert on_h100(log, column_map=COLUMNS)["warnings"] == []


def test_a_router_that_has_nothing_to_choose_by_says_so(trace: Path) -> None:
    users = on_h100(trace, concurrency=4, replicas=2, router="least-loaded")
    assert ["stays with one replica" in warning for warning in users["warnings"]] == [True]
    blind = on_h100(trace, replicas=2, router="prefix-aware", prefix_cache=False)
    assert ["routes by load alone" in warning for warning in blind["warnings"]] == [True]


def test_requests_beyond_the_models_context_are_counted(trace: Path) -> None:
    found = simulate(trace, model="llama-2-7b", gpu="H100").to_dict()
    [warning] = found["warnings"]
    assert "longer than the 4,096 tokens" in warning


def test_no_request_that_fits_is_nothing_feasible(log: Path) -> None:
    with pytest.raises(NothingFeasible, match="longer than a replica's cache of 64 tokens"):
        on_h100(log, column_map=COLUMNS, kv_cache_tokens=64)


def test_a_decision_takes_todays_engine(tmp_path: Path) -> None:
    scenario = tmp_path / "s.toml"
    scenario.write_text(
        "[workload]\nrequests_per_day = 1000\ninput_tokens = 100\noutput_tokens = 10\n"
        '[costs]\nengine = "vllm@0.6"\n',
        "utf-8",
    )
    with pytest.raises(InputError, match="without a version"):
        decide(scenario)
