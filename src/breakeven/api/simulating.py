"""`simulate`: the very requests of a log, served by replicas."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from breakeven.api.asking import assumptions_of, targets_of
from breakeven.api.catalogs import catalog_of
from breakeven.api.numbers import check, check_from_zero
from breakeven.api.replica import (
    NamedReplica,
    Overrides,
    check_parallel,
    named_replica,
    speculation_of,
)
from breakeven.api.simulated_fleet import FleetAsked
from breakeven.api.simulated_requests import read_told
from breakeven.api.simulated_run import Ran, Served, run
from breakeven.api.simulation_report import EngineUsed, SimulationReport
from breakeven.domain.errors import NothingFeasible
from breakeven.domain.requests import Requests
from breakeven.domain.workload import LatencyTargets
from breakeven.serving.prefix_ids import NO_PREFIXES, prefixes
from breakeven.serving.search import keeps_up


def simulate(
    source: Path | str,
    *,
    model: str,
    gpu: str,
    count: int = 1,
    precision: str | None = None,
    engine: str = "vllm",
    tensor_parallel: int | None = None,
    max_num_seqs: int | None = None,
    max_num_batched_tokens: int | None = None,
    draft_tokens: int | None = None,
    acceptance: float | None = None,
    kv_cache_tokens: int | None = None,
    prefix_cache: bool | None = None,
    prefix_cache_tokens: float | None = None,
    replicas: int | None = None,
    router: str | None = None,
    prefix_slack: int | None = None,
    min_replicas: int | None = None,
    target_outstanding: int | None = None,
    cold_start_seconds: float | None = None,
    idle_seconds: float | None = None,
    prefill_replicas: int | None = None,
    decode_replicas: int | None = None,
    transfer_gb_per_second: float | None = None,
    overflow_queue: int | None = None,
    overflow_outstanding: int | None = None,
    overflow_ttft_ms: float | None = None,
    rate_scale: float = 1.0,
    concurrency: int | None = None,
    format: str = "auto",  # noqa: A002 - the name of the command's option
    column_map: Mapping[str, str] | None = None,
    ttft_p99_ms: float | None = None,
    tpot_p99_ms: float | None = None,
    e2e_p99_ms: float | None = None,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
) -> SimulationReport:
    """Return what replicas make of a log's requests, a workload's, or a scenario's drawn ones.

    `rate_scale` speeds the arrivals up; with `concurrency` the arrivals do not matter and that
    many users send one request after the other. `min_replicas` turns autoscaling on, up to
    `replicas`; `prefill_replicas` and `decode_replicas` are two pools. Prompts whose block hashes
    the log has are found again in each replica's cache, of `kv_cache_tokens` unless
    `prefix_cache_tokens` says otherwise, where the engine keeps them or `prefix_cache` says so.
    With `overflow_queue`, `overflow_outstanding` or `overflow_ttft_ms` a request is served
    elsewhere that finds so many waiting or outstanding requests at the replica that would take it,
    or a longer predicted time to the first token.
    """
    check(
        count=count,
        max_num_seqs=max_num_seqs,
        max_num_batched_tokens=max_num_batched_tokens,
        draft_tokens=draft_tokens,
        kv_cache_tokens=kv_cache_tokens,
        rate_scale=rate_scale,
        ttft_p99_ms=ttft_p99_ms,
        tpot_p99_ms=tpot_p99_ms,
        e2e_p99_ms=e2e_p99_ms,
    )
    check_from_zero(prefix_cache_tokens=prefix_cache_tokens)
    check_parallel(tensor_parallel, count)
    fleet = FleetAsked(
        replicas=replicas,
        router=router,
        prefix_slack=prefix_slack,
        concurrency=concurrency,
        min_replicas=min_replicas,
        target_outstanding=target_outstanding,
        cold_start_seconds=cold_start_seconds,
        idle_seconds=idle_seconds,
        prefill_replicas=prefill_replicas,
        decode_replicas=decode_replicas,
        transfer_gb_per_second=transfer_gb_per_second,
        overflow_queue=overflow_queue,
        overflow_outstanding=overflow_outstanding,
        overflow_ttft_ms=overflow_ttft_ms,
    )
    fleet.check()
    catalog = catalog_of(as_of, facts)
    replica = named_replica(
        catalog,
        model,
        gpu=gpu,
        count=count,
        precision=precision,
        engine=engine,
        overrides=Overrides(
            max_num_seqs=max_num_seqs, max_num_batched_tokens=max_num_batched_tokens
        ),
        speculation=speculation_of(draft_tokens, acceptance),
    )
    told = read_told(Path(source), catalog, format, column_map)
    assumed = assumptions_of(told.scenario, catalog.assumptions)
    given = LatencyTargets(ttft_p99_ms=ttft_p99_ms, tpot_p99_ms=tpot_p99_ms, e2e_p99_ms=e2e_p99_ms)
    targets, missing = targets_of(_told_targets(given, told.scenario.targets), assumed)
    served = _served(
        replica,
        told.requests.scaled(rate_scale),
        kv_cache_tokens=kv_cache_tokens,
        prefix_cache=prefix_cache,
        prefix_cache_tokens=prefix_cache_tokens,
    )
    ran = run(served, fleet, assumed)
    if not ran.whole.served and not ran.whole.outside:
        raise NothingFeasible(
            f"every request is longer than a replica's cache of {served.kv_tokens:,.0f} tokens",
            where="options",
        )
    return SimulationReport(
        setup=replica.combo.setup(replica.model).id,
        engine=_used(served),
        replicas=fleet.most,
        router=fleet.routed,
        targets=targets,
        simulation=ran.whole,
        autoscaling=fleet.autoscaling(assumed),
        overflow=fleet.overflow,
        pools=ran.pools,
        transfer=ran.transfer,
        priorities=served.requests.priorities,
        assumptions=tuple(assumed[name] for name in (*missing, *fleet.assumed())),
        warnings=tuple(_warnings(served, fleet, ran)),
    )


def _told_targets(given: LatencyTargets, told: LatencyTargets) -> LatencyTargets:
    """Return the targets that were given, and those of the scenario where none was."""
    names = ("ttft_p99_ms", "tpot_p99_ms", "e2e_p99_ms")
    return LatencyTargets(**{n: getattr(given, n) or getattr(told, n) for n in names})


def _served(
    replica: NamedReplica,
    requests: Requests,
    *,
    kv_cache_tokens: int | None,
    prefix_cache: bool | None,
    prefix_cache_tokens: float | None,
) -> Served:
    """Return a replica with its cache; raise NothingFeasible where there is no room for one."""
    longest = float((requests.input_tokens + requests.output_tokens).max())
    kv_tokens = kv_cache_tokens or float(replica.memory(longest).kv_tokens)
    if kv_tokens < 1:
        name = replica.combo.setup(replica.model).id
        raise NothingFeasible(f"{name} has no room for a KV cache", where="options")
    caches = replica.combo.engine.prefix_caching if prefix_cache is None else prefix_cache
    known = NO_PREFIXES
    if caches and requests.prefix_hashes:
        known = prefixes(
            requests.prefix_hashes,
            block_tokens=requests.prefix_block_tokens,
            cache_tokens=kv_tokens if prefix_cache_tokens is None else prefix_cache_tokens,
        )
    return Served(
        replica=replica, kv_tokens=kv_tokens, requests=requests, known=known, caches=caches
    )


def _used(served: Served) -> EngineUsed:
    engine = served.replica.combo.engine
    hardware = served.replica.hardware
    return EngineUsed(
        id=engine.id,
        version=engine.version,
        max_num_seqs=int(hardware.max_num_seqs),
        max_num_batched_tokens=int(hardware.max_num_batched_tokens),
        chunked_prefill=served.replica.chunks,
        kv_cache_tokens=int(served.kv_tokens),
        prefix_cache_tokens=served.known.blocks * served.known.block_tokens,
        draft_tokens=served.replica.speculation.draft_tokens,
        acceptance=served.replica.speculation.acceptance,
    )


def _warnings(served: Served, fleet: FleetAsked, ran: Ran) -> Iterator[str]:
    """Yield what a reader should know of this simulation."""
    yield from _of_the_engine(served)
    if fleet.concurrency is not None and fleet.routed != "round-robin":
        yield "a user of a closed loop stays with one replica, so the router does not matter"
    elif fleet.routed == "prefix-aware" and not served.known.blocks:
        yield "no hashes of prompts are known or kept, so prefix-aware routes by load alone"
    model, requests = served.replica.model, served.requests
    lengths, most = requests.input_tokens + requests.output_tokens, model.context_tokens
    if most and (beyond := int((lengths > most).sum())):
        yield (
            f"{beyond:,} requests are longer than the {most:,} tokens of {model.name}'s context;"
            " they are served all the same"
        )
    if not ran.whole.served:
        yield "every request is served elsewhere: loosen the overflow's limit"
    elif fleet.concurrency is None and not keeps_up(ran.whole):
        yield (
            "the replicas do not keep up: requests pile up until the arrivals end, so a longer log"
            " would wait longer"
        )


def _of_the_engine(served: Served) -> Iterator[str]:
    """Yield how an old engine differs from what is simulated."""
    engine = served.replica.combo.engine
    if engine.version:
        yield (
            f"limits are those of {engine.name} from {engine.version} on ({engine.provenance});"
            " its memory is today's"
        )
    if not served.replica.chunks:
        yield (
            f"{engine.name} {engine.version} stops decoding while it computes a prompt;"
            " here other requests get their next token in the same step"
        )
    if not engine.prefix_caching and not served.caches and _could_cache(served.requests):
        yield f"{engine.name} {engine.version} keeps no prompts; --prefix-cache tells it to"


def _could_cache(requests: Requests) -> bool:
    return bool(requests.prefix_hashes) or bool(requests.cached_tokens.any())
