"""What people see of a simulation."""

from io import StringIO
from typing import Any

from breakeven.outputs.simulation_table import simulation_table
from breakeven.outputs.tables import console

TIMES = {"p50": 80.0, "p90": 250.0, "p99": 480.0}
ENGINE = {
    "id": "vllm",
    "version": "",
    "max_num_seqs": 256,
    "max_num_batched_tokens": 2048,
    "chunked_prefill": True,
    "kv_cache_tokens": 29_085,
    "prefix_cache_tokens": 0,
    "draft_tokens": 0,
    "acceptance": 0.0,
}
FOUND: dict[str, Any] = {
    "setup": "self:llama-3.1-8b@L4x1,precision=bf16,engine=vllm",
    "engine": ENGINE,
    "replicas": 3,
    "router": "round-robin",
    "requests": 314,
    "rejected": 0,
    "simulated_seconds": 900.0,
    "wall_seconds": 0.002,
    **{f"{name}_ms": TIMES for name in ("ttft", "tpot", "itl", "e2e", "queueing")},
    "output_tokens_per_second": 98.0,
    "requests_per_second": 0.4,
    "goodput_requests_per_second": 0.3,
    "targets": {"ttft_p99_ms": 2000.0, "tpot_p99_ms": None, "e2e_p99_ms": None},
    "cached_input_share": 0.39,
    "preemptions": 1,
    "utilization": 0.86,
    "kv_use": 0.46,
    "batch_mean": 4.5,
    "replica_seconds": 1800.0,
    "replicas_mean": 2.0,
    "cold_starts": 4,
    "autoscaling": None,
    "overflow": None,
    "pools": None,
    "priorities": None,
    "assumptions": [],
    "warnings": [],
}
POOL = {
    "replicas": 2,
    "requests": 314,
    "utilization": 0.18,
    "kv_use": 0.03,
    "batch_mean": 1.0,
    "preemptions": 0,
    "queueing_ms": TIMES,
}


def shown(**changes: Any) -> str:
    file = StringIO()
    console(file, width=100).print(simulation_table(FOUND | changes))
    return file.getvalue()


def test_the_fleet_its_limits_and_what_is_in_time() -> None:
    text = shown()
    assert "314 requests, 3 replicas of llama-3.1-8b on 1 x L4, bf16" in text
    assert "vllm: up to 256 sequences and 2,048 tokens a step, a cache of 29,085 tokens\n" in text
    assert "0.3 requests a second (75 %): first token 2,000 ms at most" in text
    assert "39 % of the input" in text
    for absent in ("replica hours", "two pools", "by priority", "Assumed", "Warnings", "rejected"):
        assert absent not in text


def test_a_cache_that_keeps_prompts_says_how_many() -> None:
    assert "29,085 tokens that keeps prompts" in shown(
        engine=ENGINE | {"prefix_cache_tokens": 28_672}
    )
    assert "and 1 M of kept prompts" in shown(engine=ENGINE | {"prefix_cache_tokens": 1_000_000})


def test_an_old_engine_is_named_with_its_version() -> None:
    old = ENGINE | {"version": "0.5.4", "chunked_prefill": False}
    assert "vllm@0.5.4: up to 256 sequences and 2,048 tokens a step, prompts whole, a" in shown(
        engine=old
    )


def test_a_fleet_that_scales() -> None:
    text = shown(autoscaling={"min_replicas": 0, "target_outstanding": 8})
    assert "0 to 3 replicas of" in text
    assert "2 on average, 0.5 replica hours, 4 cold starts" in text


def test_two_pools() -> None:
    pools = {
        "prefill": POOL,
        "decode": POOL | {"replicas": 1, "utilization": 0.9},
        "transfer_ms": TIMES,
        "transfer_gb_per_second": 32.0,
    }
    text = shown(pools=pools)
    assert "2 prefill and 1 decode replica of" in text
    lines = [line.split() for line in text.splitlines()]
    assert ["prefill", "2", "18", "%", "3", "%", "1", "0", "480", "ms"] in lines
    assert "80 ms at the median, 480 ms at p99: 32 GB/s" in text


def test_priorities_assumptions_and_warnings() -> None:
    one = {"id": "idle_seconds", "value": 300, "low": 60, "high": 3600, "unit": "s"}
    text = shown(
        priorities=[{"priority": 0.0, "requests": 7, "ttft_ms": TIMES}],
        assumptions=[one | {"description": "idle time", "source": "a source"}],
        warnings=["slow"],
        rejected=3,
    )
    assert "0, 7 requests" in text
    assert "- idle time: 300 s (60 to 3,600), a source" in text
    assert "! slow" in text
    assert "3 requests longer than the cache" in text


def test_drafts_are_named() -> None:
    said = shown(engine=ENGINE | {"draft_tokens": 3, "acceptance": 0.7})
    assert "3 tokens drafted a step, 70 % accepted" in " ".join(said.split())
    assert "drafted" not in shown()


def test_what_is_served_elsewhere_is_said_with_who_stays() -> None:
    limits = {"queue": 2, "outstanding": None, "ttft_ms": 500.0}
    away = {"requests": 203, "share": 0.65, "token_share": 0.82, "limits": limits}
    said = " ".join(shown(overflow=away).split())
    assert "203 requests, 65 % of them and 82 % of the tokens" in said
    assert "fewer than 2 waiting and a first token predicted within 500 ms stays" in said
    assert "elsewhere" not in shown()
