"""Fleets whose machines follow the load: all by the hour, or beside a reserved base."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from breakeven.domain.offers import HOURLY, RESERVED, RentalOffer
from breakeven.economics.curve import CostCurve
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.front import front
from breakeven.economics.market import Question
from breakeven.economics.rows import Row


def followers(rows: Sequence[Row], curve: CostCurve, question: Question) -> tuple[FleetRow, ...]:
    """Return the fleets that follow the load, of those that lead around the clock.

    Stopping idle machines never costs more, so a fleet beaten in what a machine costs and serves is
    beaten here too; of each model the cheapest at the workload's volume is taken as well.
    """
    fleets = [(i, row) for i, row in enumerate(rows) if isinstance(row, FleetRow)]
    hourly = [(i, row) for i, row in fleets if row.purchase in HOURLY]
    if not hourly:
        return ()
    places = np.array([i for i, _ in hourly])
    usd, served = (
        np.asarray(values, float)[places] for values in (curve.step_usd, curve.step_requests)
    )
    led = {int(i) for i in places[front(usd, served, served)]}
    led |= _best_of_models(hourly, curve, question)
    chosen = [row for i, row in hourly if i in led]
    reserved = {_key(row): row for _, row in fleets if row.purchase in RESERVED}
    return tuple(
        follower
        for row in chosen
        for follower in (*_by_the_hour(row, reserved, question), *_from_zero(row, question))
    )


def _by_the_hour(
    row: FleetRow, reserved: Mapping[tuple[object, ...], FleetRow], question: Question
) -> Iterator[FleetRow]:
    """Yield the fleet with machines that follow the hours, where these differ."""
    if np.ptp(question.hours.relative):
        yield replace(row, scaling="autoscaled")
        yield from _with_base(row, reserved)


def _from_zero(row: FleetRow, question: Question) -> Iterator[FleetRow]:
    """Yield the fleet that sleeps between requests, where users may wait for a cold start."""
    cold_ms = 1e3 * question.assumed("cold_start_seconds")
    targets = (question.targets.ttft_p99_ms, question.targets.e2e_p99_ms)
    if all(target is None or cold_ms < target for target in targets):
        yield replace(row, scaling="scale-to-zero")


def _best_of_models(
    fleets: Sequence[tuple[int, FleetRow]], curve: CostCurve, question: Question
) -> set[int]:
    usd = np.asarray(curve.cost(question.workload.requests_per_day), float)
    best: dict[tuple[str, str], int] = {}
    for i, row in fleets:
        key = (row.candidate.model.id, row.purchase)
        if key not in best or usd[i] < usd[best[key]]:
            best[key] = i
    return set(best.values())


def _key(row: FleetRow) -> tuple[object, ...]:
    """Return what a reserved machine shares with the same on demand."""
    machine = row.machine
    assert isinstance(machine, RentalOffer)  # noqa: S101 - reserved machines are rented
    place = (machine.provider, machine.instance, machine.region, machine.accelerator_count)
    return (row.replica, *place, machine.purchase)


def _with_base(
    row: FleetRow, reserved: Mapping[tuple[object, ...], FleetRow]
) -> Iterator[FleetRow]:
    """Yield the fleet with a base of the same machine, reserved."""
    if row.purchase != "on-demand" or not isinstance(row.machine, RentalOffer):
        return
    for purchase in RESERVED:
        base = reserved.get((*_key(row)[:-1], purchase))
        if base is None or not isinstance(base.machine, RentalOffer):
            continue
        if base.machine.usd_per_hour < row.machine.usd_per_hour:
            yield replace(base, scaling="base-and-peak", peak_machine=row.machine)
