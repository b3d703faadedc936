"""Older defaults of engines: which version holds, and what it changes."""

from datetime import date

import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.catalog import Catalog, load_catalog
from breakeven.inputs.engine_versions import version_key


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(as_of=date(2026, 11, 24))


@pytest.mark.parametrize(
    ("asked", "version"),
    [
        ("vllm@0.6", "0.5.4"),
        ("vllm@0.6.5", "0.6.5"),
        ("vLLM@v0.7.3", "0.6.5"),
        ("vllm@0.10", "0.8"),
        ("vllm@2024", "0.6.5"),
        ("vllm@2023", "0.1"),
        ("trtllm@0.16", "0.14"),
        ("llama.cpp@b5000", "b2409"),
    ],
)
def test_the_closest_version_at_or_below_holds(catalog: Catalog, asked: str, version: str) -> None:
    found = catalog.engine(asked)
    assert found.version == version
    assert found.id == catalog.engine(asked.partition("@")[0]).id


def test_a_plain_name_is_todays_engine(catalog: Catalog) -> None:
    today = catalog.engine("vllm")
    assert (today.version, today.era) == ("", "")
    assert today == catalog.engines["vllm"]


def test_numbers_are_compared_as_numbers() -> None:
    assert version_key("0.10") > version_key("0.9.2") > version_key("0.9")


@pytest.mark.parametrize("asked", ["vllm@0.0.9", "vllm@", "vllm@new", "trtllm@0.9", "vllm@2022"])
def test_what_is_not_known_is_said_with_what_is(catalog: Catalog, asked: str) -> None:
    with pytest.raises(InputError, match=r"are known; versions from which .*: 0\."):
        catalog.engine(asked)


def test_a_version_is_unknown_before_its_release() -> None:
    then = load_catalog(as_of=date(2024, 10, 1))
    assert then.engine("vllm@0.8").version == "0.5.4"


def test_v0_computes_short_contexts_whole_and_long_ones_in_chunks(catalog: Catalog) -> None:
    old = catalog.engine("vllm@0.6")
    assert not old.chunks(8192)
    assert old.chunks(131_072)
    assert old.serving(8192).max_num_batched_tokens == 8192
    assert old.serving(131_072).max_num_batched_tokens == 512
    assert catalog.engine("vllm").chunks(8192)


def test_versions_name_engines_that_there_are(catalog: Catalog) -> None:
    assert {v.engine for v in catalog.engine_versions} <= set(catalog.engines)


def test_eras_have_coefficients(catalog: Catalog) -> None:
    eras = {f"{v.engine}@{v.era}" for v in catalog.engine_versions if v.era}
    assert eras <= set(catalog.efficiencies)
