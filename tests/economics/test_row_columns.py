"""Rows as arrays are what each row says of itself."""

from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest

from breakeven.api.answering import Terms, asked_of
from breakeven.api.known import known_facts
from breakeven.api.workloads import workload_of_numbers
from breakeven.domain.scenario import ModelChoice, Scenario
from breakeven.domain.workload import LatencyTargets
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.market import Question
from breakeven.economics.options import options, with_followers
from breakeven.economics.row_columns import row_columns
from breakeven.economics.rows import Row


@cache
def every() -> tuple[tuple[Row, ...], Question]:
    """Every way to buy a small model: tokens, units, fleets of all scalings, own machines."""
    known = known_facts("2026-11-24", None)
    scenario = Scenario(
        models=ModelChoice(only=("llama-3.1-8b", "gpt-4o-mini")),
        targets=LatencyTargets(ttft_p99_ms=600_000.0, tpot_p99_ms=200.0),
    )
    work = workload_of_numbers(
        requests_per_day=3e6, input_tokens=1_000.0, output_tokens=200.0, spread=(1.0, 1.0)
    )
    question = asked_of(known, scenario, work, terms=Terms(simulate="none")).question
    return with_followers(options(known.market, question), question).rows, question


def test_all_scalings_and_kinds_are_there() -> None:
    rows, _ = every()
    scalings = {row.scaling for row in rows if isinstance(row, FleetRow)}
    assert scalings == {"always-on", "autoscaled", "base-and-peak", "scale-to-zero"}
    assert {"api", "hosted", "rented", "owned"} <= {row.kind for row in rows}


@pytest.mark.parametrize("part", ["drivers", "time"])
def test_each_row_is_what_it_says_of_itself(part: str) -> None:
    rows, question = every()
    columns = row_columns(rows, question)
    own = [r.drivers(question) if part == "drivers" else r.machine_time(question) for r in rows]
    for field in fields(own[0]):
        expected = np.array([getattr(one, field.name) for one in own], float)
        found = getattr(getattr(columns, part), field.name)
        assert np.array_equal(found, expected), field.name


def test_a_head_is_asked_once() -> None:
    rows, question = every()
    columns = row_columns(rows, question)
    assert len(columns.heads) < len(rows) / 2
    for row, head in zip(rows, columns.head, strict=True):
        like = columns.heads[head]
        assert (like.kind, like.purchase) == (row.kind, row.purchase)


def test_no_rows_are_no_columns() -> None:
    columns = row_columns((), every()[1])
    assert columns.head.shape == np.shape(columns.drivers.gpus) == (0,)


def test_a_fleet_without_its_spare_is_another_fleet() -> None:
    rows, question = every()
    row = next(r for r in rows if isinstance(r, FleetRow) and r.has_spare)
    columns = row_columns([row, replace(row, spare=False)], question)
    assert np.asarray(columns.time.spared).tolist() == [1.0, 0.0]
