"""What may be bought for many workloads: their options put together, machines of a kind in a pool.

A workload's tokens are its own. Replicas of one model on one kind of machine are one option for
everybody, and rented machines of one kind are one pool: on demand by the hour, or reserved, with
reservations that hold for whatever runs on them in an hour. Own machines, and those with a price
that is stated, belong to their option alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from breakeven.domain.numbers import Array, Index
from breakeven.domain.offers import RESERVED, RentalOffer
from breakeven.economics.fleet_rows import FleetRow
from breakeven.economics.market import Question
from breakeven.economics.options import Options
from breakeven.economics.rows import Row, TokenRow
from breakeven.studies.portfolio.packs import Pack
from breakeven.studies.portfolio.problem import TOKENS, Problem

NEAR = 12
"""Options that each workload brings: so many that are cheapest for it alone, and on full machines;
beside them the cheapest of each kind."""
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demanded:
    """One workload with what could serve it."""

    name: str
    question: Question
    found: Options
    shape: Array
    """Load of each hour over that of the busiest hour of a mean day, shape (hours,)."""
    divisible: bool
    rate: float = 1.0
    """What a replica serves over what it would without adapters."""
    adapter: bool = False
    each_kg: Array | None = None
    """What each option emits, where the portfolio has a carbon budget, shape (options,): a machine
    of it that runs all month, or a month of its tokens; not a number where that is not known."""

    @property
    def requests_per_day(self) -> float:
        """Mean volume."""
        return self.question.workload.requests_per_day


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choices:
    """The portfolio as arrays, and what its options and pools are."""

    problem: Problem
    ids: tuple[str, ...]
    """Names of the options; of rented machines without how they are purchased."""
    rows: tuple[Mapping[int, int], ...]
    """For each option, the place of its row among the options of each workload that may use it."""
    pools: tuple[str, ...]
    terms: tuple[str, ...]
    """Under which purchase a pool's machines are committed; empty where none are."""
    packs: Mapping[int, Pack] = field(default_factory=dict)
    """The options that are several models on the same machines."""


def key_of(row: Row) -> Key:
    """Return what makes two rows of different workloads, or of different purchases, one option."""
    if isinstance(row, FleetRow) and isinstance(row.machine, RentalOffer):
        replica = row.replica.combo.setup(row.candidate.model).id
        return (replica, *pool_of(row))
    return (row.id,)


def pool_of(row: Row) -> Key:
    """Return what rows whose machines are bought together have in common."""
    if isinstance(row, FleetRow) and isinstance(row.machine, RentalOffer):
        machine = row.machine
        market = "" if row.purchase in ("on-demand", *RESERVED) else row.purchase
        size = str(machine.accelerator_count)
        return (
            machine.provider,
            machine.instance,
            machine.region,
            machine.accelerator,
            size,
            market,
        )
    return (row.id,)


def choices(asked: Sequence[Demanded]) -> Choices:
    """Return the portfolio's options: those worth a look for some workload, for all that may."""
    wanted = dict.fromkeys(k for one in asked for k in worth_a_look(one))
    keys = list(wanted)
    column = {key: i for i, key in enumerate(keys)}
    pools: dict[Key, int] = {}
    size, usd = np.zeros((len(asked), len(keys))), np.full((len(asked), len(keys)), np.inf)
    fixed, minimum = np.zeros(len(keys)), np.zeros(len(keys))
    pool = np.full(len(keys), TOKENS)
    rows: list[dict[int, int]] = [{} for _ in keys]
    prices: list[dict[str, float]] = []
    for w, one in enumerate(asked):
        curve = _numbers(one)
        for i, row in enumerate(one.found.rows):
            at = column.get(key_of(row))
            if at is None or not _may(one, row):
                continue
            if isinstance(row, TokenRow) or not np.isfinite(curve["step_requests"][i]):
                usd[w, at] = curve["fixed"][i] + curve["per_request"][i] * one.requests_per_day
                rows[at][w] = i
                continue
            place = pools.setdefault(pool_of(row), len(pools))
            if place == len(prices):
                prices.append({})
            pool[at] = place
            terms, asks = prices[place], curve["step_usd"][i]
            terms[row.purchase] = max(asks, terms.get(row.purchase, 0.0))
            if row.purchase in RESERVED and w in rows[at]:
                continue  # the machine's own row came first
            rows[at][w] = i
            usd[w, at] = curve["per_request"][i] * one.requests_per_day
            size[w, at] = one.requests_per_day / (curve["step_requests"][i] * one.rate)
            fixed[at] = max(fixed[at], curve["fixed"][i])
            minimum[at] = max(minimum[at], curve["minimum_steps"][i])
    bought = [_bought(terms) for terms in prices]
    hours = len(asked[0].shape)
    return Choices(
        problem=Problem(
            usd=usd,
            size=size,
            shape=np.array([one.shape for one in asked]),
            weight=np.full(hours, 1.0 / hours),
            pool=pool,
            fixed_usd=fixed,
            minimum=minimum,
            committed_usd=np.array([b[0] for b in bought]),
            hourly_usd=np.array([b[1] for b in bought]),
            divisible=np.array([one.divisible for one in asked]),
            together=np.zeros(len(keys), bool),
        ),
        ids=tuple(key[0] if len(key) == 1 else _name(key) for key in keys),
        rows=tuple(rows),
        pools=tuple(p[0] if len(p) == 1 else _place(p) for p in pools),
        terms=tuple(b[2] for b in bought),
    )


def _bought(terms: Mapping[str, float]) -> tuple[float, float, str]:
    """Return the prices of a committed machine and of one by the hour, and the commitment."""
    by_hour = min(
        (usd for purchase, usd in terms.items() if purchase in ("on-demand", "spot", "managed")),
        default=np.inf,
    )
    held = {p: usd for p, usd in terms.items() if p not in ("on-demand", "spot", "managed")}
    term = min(held, key=lambda p: held[p], default="")
    return (held[term] if term else np.inf), by_hour, term


def _may(one: Demanded, row: Row) -> bool:
    """Whether an option is one for this workload; nobody else hosts its adapters."""
    if one.adapter and row.kind in ("api", "hosted", "reserved_api"):
        return False
    return not isinstance(row, FleetRow) or row.scaling == "always-on"


def _name(key: Key) -> str:
    """Return an option's name; how its machines are paid for is the pool's matter."""
    replica, provider, _, region, _, size, market = key
    place = f",region={region}" if region else ""
    bought = f",purchase={market}" if market else ""
    return f"{replica},provider={provider}{bought}{place},machine={size}"


def _place(key: Key) -> str:
    provider, instance, region, accelerator, size, market = key
    return " ".join(p for p in (provider, instance, f"{size} x {accelerator}", region, market) if p)


def _numbers(one: Demanded) -> dict[str, Array]:
    """Return the numbers of a workload's curves, shape (rows,)."""
    curve, size = one.found.curve, len(one.found.rows)
    names = ("fixed", "per_request", "step_usd", "step_requests", "minimum_steps")
    return {n: np.broadcast_to(np.asarray(getattr(curve, n), float), (size,)) for n in names}


def worth_a_look(one: Demanded) -> list[Key]:
    """Return the options that a workload brings to the others, by their keys."""
    curve, rows = _numbers(one), one.found.rows
    able = np.array([i for i, row in enumerate(rows) if _may(one, row)], int)
    if not able.size:
        return []
    alone = np.asarray(one.found.curve.cost(one.requests_per_day), float)[able]
    load = one.requests_per_day / (curve["step_requests"][able] * one.rate)
    full = curve["per_request"][able] * one.requests_per_day + curve["step_usd"][able] * load
    chosen: list[int] = []
    for usd in (alone, full, *_emitted(one, able, load)):
        chosen += _first(rows, able[np.argsort(usd, kind="stable")])
    return list(dict.fromkeys(key_of(rows[i]) for i in chosen))


def _emitted(one: Demanded, able: Index, load: Array) -> list[Array]:
    """Return what options emit on full machines, where the portfolio has a carbon budget."""
    if one.each_kg is None:
        return []
    each = one.each_kg[able]
    return [np.where(np.isfinite(load) & (load > 0), each * load, each)]


def _first(rows: Sequence[Row], order: Index) -> list[int]:
    """Return the first of an order, and the first of each kind, purchase and model among many."""
    seen: set[tuple[str, ...]] = set()
    chosen: list[int] = []
    for i in order:
        row = rows[i]
        kind = (row.kind, row.purchase if row.kind in ("rented", "owned") else "")
        mine = (*kind, row.candidate.model.id)
        if len(chosen) < NEAR or kind not in seen or (len(chosen) < 4 * NEAR and mine not in seen):
            chosen.append(int(i))
        seen |= {kind, mine}
    return chosen
