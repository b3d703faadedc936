"""What may be set on an engine, and what follows from it."""

from dataclasses import replace
from datetime import date

import pytest

from breakeven.api.replica import DEFAULTS, NamedReplica, Overrides, named_replica
from breakeven.inputs.catalog import Catalog, load_catalog
from breakeven.serving.speculation import Speculation


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(as_of=date(2026, 11, 24))


def replica(
    catalog: Catalog, gpu: str, engine: str = "vllm", overrides: Overrides = DEFAULTS
) -> NamedReplica:
    return named_replica(
        catalog,
        "llama-3-8b",
        gpu=gpu,
        count=1,
        precision=None,
        engine=engine,
        overrides=overrides,
    )


def limits(found: NamedReplica) -> tuple[float, float]:
    return float(found.hardware.max_num_seqs), float(found.hardware.max_num_batched_tokens)


def test_what_is_set_holds_on_small_gpus_too(catalog: Catalog) -> None:
    assert limits(replica(catalog, "L4")) == (256, 2048)
    assert limits(replica(catalog, "L4", overrides=Overrides(max_num_seqs=100))) == (100, 2048)
    assert limits(replica(catalog, "H100", overrides=Overrides(max_num_seqs=100))) == (100, 8192)


def test_fewer_tokens_than_sequences_limit_the_sequences(catalog: Catalog) -> None:
    assert limits(replica(catalog, "L4", overrides=Overrides(max_num_batched_tokens=128))) == (
        128,
        128,
    )


def test_a_smaller_batch_leaves_more_room_for_the_cache(catalog: Catalog) -> None:
    few = replica(catalog, "L4", overrides=Overrides(max_num_seqs=8))
    assert float(few.memory(1000.0).kv_tokens) > float(
        replica(catalog, "L4").memory(1000.0).kv_tokens
    )


def test_an_old_version_has_its_own_limits_and_coefficients(catalog: Catalog) -> None:
    old = replica(catalog, "H100", "vllm@0.6")
    assert limits(old) == (256, 8192)
    assert not old.chunks
    assert old.combo.efficiency.id == "vllm@2024/H100-SXM"
    assert replica(catalog, "H100").combo.efficiency.id == "vllm/H100-SXM"


def test_drafts_slow_the_step_of_a_replica(catalog: Catalog) -> None:
    plain = replica(catalog, "H100")
    drafting = replace(plain, speculation=Speculation(draft_tokens=3, acceptance=0.7))
    assert drafting.cost.linear_read > plain.cost.linear_read
    assert drafting.plain_cost == plain.cost
