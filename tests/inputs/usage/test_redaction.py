"""What is shown to others tells of no single request."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs.usage import read_usage
from breakeven.inputs.usage.redaction import K, redacted
from breakeven.inputs.workload_toml import read_workload, write_workload

from .conftest import Write

HEADER = "created_at,prompt_tokens,completion_tokens,model,user\n"
ODD = 123_457
"""The length of one request that nobody else has."""


def log_of(write: Write, n: int) -> Path:
    rng = np.random.default_rng(11)
    lengths = rng.lognormal(6, 1, (n, 2)).astype(int) + 1
    lengths[n // 2] = (ODD, ODD)
    rows = [f"{1777593600 + 97.7 * k},{i},{o},SECRET,SECRET\n" for k, (i, o) in enumerate(lengths)]
    return write("SECRET.csv", HEADER + "".join(rows))


def test_pairs_are_means_of_many_and_keep_the_shape(write: Write, tmp_path: Path) -> None:
    log = read_usage(log_of(write, 5_000))
    whole = log.workload()
    found = redacted(log, whole)
    assert found.request_tokens is not None
    assert len(found.request_tokens) <= 5_000 / K
    assert found.request_tokens.mean(axis=0) == pytest.approx(
        [whole.input_tokens.mean, whole.output_tokens.mean], rel=0.02
    )
    write_workload(found, tmp_path / "w.toml")
    text = (tmp_path / "w.toml").read_text()
    assert "SECRET" not in text
    assert str(ODD) not in text
    assert "2026" not in text.replace("20260", "")
    again = read_workload(tmp_path / "w.toml")
    assert np.array_equal(again.request_tokens, found.request_tokens)  # type: ignore[arg-type]


@pytest.mark.parametrize("k", [5, 20, 100])
def test_every_cell_holds_k_requests(write: Write, k: int) -> None:
    """All requests alike but in pairs of k: a cell of fewer would show a mean of its own."""
    rows = "".join(
        f"{1777593600 + n},{n // k * 1000},{n // k * 10 + 1},m,u\n" for n in range(3 * k)
    )
    log = read_usage(write("a.csv", HEADER + rows))
    found = redacted(log, log.workload(), k=k)
    assert found.request_tokens is not None
    assert Counter(map(tuple, found.request_tokens)).total() <= 3


def test_too_few_requests_are_not_shown(write: Write) -> None:
    log = read_usage(log_of(write, 12))
    with pytest.raises(InputError, match="holds 12 requests; a redacted summary is of at least 20"):
        redacted(log, log.workload())


def test_what_nobody_counted_is_not_made_up(write: Write) -> None:
    log = read_usage(log_of(write, 100))
    bare = replace(log.workload(), requests=None, request_tokens=None, growth_per_month=None)
    found = redacted(log, bare)
    assert (found.requests, found.request_tokens, found.growth_per_month) == (None, None, None)
