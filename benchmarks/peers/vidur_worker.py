"""Run Vidur's simulator on given requests; runs in its environment and imports nothing of ours.

    build/venv-vidur/bin/python -m benchmarks.peers.vidur_worker JOB RESULT

Vidur predicts step times from profiles that it downloads from a hub at run time. Here its step
times come from the job's cost, the one that ours takes too, so both simulate the same machine, and
what is timed is Vidur's event loop alone: no random forest, no metrics, no plots.
"""

import json
import logging
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

LAYERS = 32
"""Of the model that is named to Vidur; the cost is of all layers."""
BLOCK_TOKENS = 16
ROUNDING = 4.0
"""Exponent of the smooth maximum of reading and computing, as in our step time."""
UNWANTED = (
    "write_metrics",
    "enable_chrome_trace",
    "store_plots",
    "store_request_metrics",
    "store_batch_metrics",
    "store_utilization_metrics",
)


def step_seconds(cost: Mapping[str, float], batch: Any) -> float:
    """Return the time of one step of a batch of Vidur's."""
    tokens = sum(batch.num_q_tokens)
    pairs = context = 0.0
    for request, new, held in zip(
        batch.requests, batch.num_q_tokens, batch.num_kv_tokens, strict=True
    ):
        if request.is_prefill_complete:
            context += held
        else:
            pairs += new * (held - new) + new * (new + 1) / 2
    read, computed = cost["linear_read"], cost["linear_token"] * tokens
    linear = (read**ROUNDING + computed**ROUNDING) ** (1 / ROUNDING)
    attention = cost["pair"] * pairs + cost["kv_token"] * context
    return float(linear + attention + cost["fixed"] + cost["sequence"] * len(batch.requests))


def simulator(job: Mapping[str, Any], requests: list[Any], folder: str) -> Any:
    """Return Vidur's simulator of the job's requests, with its cost in place of profiles."""
    from vidur._native.entities import ExecutionTime
    from vidur.execution_time_predictor import ExecutionTimePredictorRegistry
    from vidur.request_generator import RequestGeneratorRegistry
    from vidur.simulator import Simulator

    class Cost:
        def __init__(self, **_: Any) -> None: ...

        def get_execution_time(self, batch: Any, _: int) -> Any:
            terms = [0.0] * 14
            terms[4] = step_seconds(job["cost"], batch) * 1e3 / LAYERS
            return ExecutionTime(LAYERS, *terms)

    class Given:
        def __init__(self, _: Any) -> None: ...

        def generate(self) -> list[Any]:
            return requests

    made = config(job["engine"], folder)
    for registry, asked, ours in (
        (ExecutionTimePredictorRegistry, made.execution_time_predictor_config, Cost),
        (RequestGeneratorRegistry, made.request_generator_config, Given),
    ):
        registry.unregister(asked.get_type())
        registry.register(asked.get_type(), ours)
    return Simulator(made)


def config(engine: Mapping[str, Any], folder: str) -> Any:
    """Return its settings: one replica with chunked prefill, as vLLM's scheduler does it."""
    from vidur.config import config as c

    cache = c.CacheConfig(
        block_size=BLOCK_TOKENS,
        num_blocks=int(engine["kv_tokens"]) // BLOCK_TOKENS,
        watermark_blocks_fraction=0.0,
    )
    scheduler = c.SarathiSchedulerConfig(
        batch_size_cap=engine["max_num_seqs"], chunk_size=engine["max_num_batched_tokens"]
    )
    return c.SimulationConfig(
        cluster_config=c.ClusterConfig(
            replica_config=c.ReplicaConfig(num_pipeline_stages=1, tensor_parallel_size=1),
            cache_config=cache,
            replica_scheduler_config=scheduler,
        ),
        request_generator_config=c.SyntheticRequestGeneratorConfig(),
        execution_time_predictor_config=c.LinearRegressionExecutionTimePredictorConfig(),
        metrics_config=c.MetricsConfig(**dict.fromkeys(UNWANTED, False), output_dir=folder),
    )


def main(paths: Sequence[str]) -> int:
    """Run a job."""
    logging.disable(logging.CRITICAL)
    from importlib.metadata import version

    from vidur.entities import Request

    job = json.loads(Path(paths[0]).read_text(encoding="utf-8"))
    columns = zip(job["arrivals"], job["input_tokens"], job["output_tokens"], strict=True)
    requests = [Request(*one) for one in columns]
    with tempfile.TemporaryDirectory() as folder:
        made = simulator(job, requests, folder)
        start = time.perf_counter()
        made.run()
        seconds = time.perf_counter() - start
    count = len(requests)
    result = {
        "version": version("vidur"),
        "seconds": seconds,
        "ttft": sum(one.prefill_completed_at - one.arrived_at for one in requests) / count,
        "e2e": sum(one.completed_at - one.arrived_at for one in requests) / count,
    }
    Path(paths[1]).write_text(json.dumps(result), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
