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
    fleets = {i: row for i, row in enumerate(rows) if isinstance(row, FleetRow)}
    hourly = {i: row for i, row in fleets.items() if row.purchase in HOURLY}
    alone = [fleets[i] for i in _leading(hourly, curve, question)]
    varies = bool(np.ptp(question.hours.relative))
    return (
        *(replace(row, scaling="autoscaled") for row in alone if varies),
        *(replace(row, scaling="scale-to-zero") for row in alone if _may_sleep(question)),
        *(_mixed(fleets, curve, question) if varies else ()),
    )


def _may_sleep(question: Question) -> bool:
    """Whether users may wait for a cold start, so that a fleet may sleep between requests."""
    cold_ms = 1e3 * question.assumed("cold_start_seconds")
    targets = (question.targets.ttft_p99_ms, question.targets.e2e_p99_ms)
    return all(target is None or cold_ms < target for target in targets)


def _leading(fleets: Mapping[int, FleetRow], curve: CostCurve, question: Question) -> list[int]:
    """Return the fleets that serve more than every cheaper one, and the best of each model."""
    if not fleets:
        return []
    places = np.array(list(fleets))
    usd, served = (
        np.asarray(values, float)[places] for values in (curve.step_usd, curve.step_requests)
    )
    led = {int(i) for i in places[front(usd, served, served)]}
    return sorted(led | _best_of_models(fleets, curve, question))


def _mixed(
    fleets: Mapping[int, FleetRow], curve: CostCurve, question: Question
) -> Iterator[FleetRow]:
    """Yield fleets with a reserved base, whose peaks run on demand at the same provider.

    A mix costs something between its two machines, so those are looked at whose base leads.
    """
    peaks: dict[tuple[object, ...], RentalOffer] = {}
    for row in fleets.values():
        known = peaks.get(_key(row))
        if row.purchase == "on-demand" and isinstance(row.machine, RentalOffer):
            cheaper = known is None or row.machine.usd_per_hour < known.usd_per_hour
            peaks[_key(row)] = row.machine if cheaper else known  # type: ignore[assignment]
    for purchase in RESERVED:
        bases = {
            i: row
            for i, row in fleets.items()
            if row.purchase == purchase and _dearer(peaks.get(_key(row)), row)
        }
        for i in _leading(bases, curve, question):
            row = bases[i]
            yield replace(row, scaling="base-and-peak", peak_machine=peaks[_key(row)])


def _dearer(peak: RentalOffer | None, base: FleetRow) -> bool:
    machine = base.machine
    return (
        peak is not None
        and isinstance(machine, RentalOffer)
        and machine.usd_per_hour < peak.usd_per_hour
    )


def _key(row: FleetRow) -> tuple[object, ...]:
    """Return what a reserved machine shares with one on demand: what it serves, and whose it is."""
    return (row.replica, row.provider, row.machine.accelerator_count)


def _best_of_models(
    fleets: Mapping[int, FleetRow], curve: CostCurve, question: Question
) -> set[int]:
    usd = np.asarray(curve.cost(question.workload.requests_per_day), float)
    best: dict[tuple[str, str], int] = {}
    for i, row in fleets.items():
        key = (row.candidate.model.id, row.purchase)
        if key not in best or usd[i] < usd[best[key]]:
            best[key] = i
    return set(best.values())
