"""`cross`: two named offers over all volumes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from breakeven.api.asking import question_of
from breakeven.api.catalogs import catalog_of
from breakeven.api.numbers import check, check_share
from breakeven.api.replica import named_replica
from breakeven.api.workloads import workload_of_numbers
from breakeven.domain.display import Displayed
from breakeven.domain.errors import InputError, UnknownName
from breakeven.domain.model import Model
from breakeven.domain.offer_names import FleetName, TokenName, parse_offer
from breakeven.domain.offers import RentalOffer
from breakeven.domain.scenario import Costs, Scenario, ScenarioWorkload
from breakeven.domain.workload import LatencyTargets
from breakeven.economics.breakeven import Breakeven
from breakeven.economics.breakeven import cross as crossed
from breakeven.economics.candidates import Candidate
from breakeven.economics.curve import CostCurve
from breakeven.economics.decision import Quality
from breakeven.economics.machine_time import Scaling
from breakeven.economics.machines import Machine, is_fresh, oldest_price
from breakeven.economics.market import Question
from breakeven.economics.owned import HOUSINGS, Server, servers
from breakeven.economics.pricing import Priced, price_fleet, price_stated, price_tokens
from breakeven.inputs.catalog import Catalog
from breakeven.serving.simulator import can_simulate

NAMED: Mapping[str, Callable[[RentalOffer], str]] = {
    "provider": lambda r: r.provider,
    "region": lambda r: r.region,
    "machine": lambda r: str(r.accelerator_count),
}
"""What of a machine an offer's name may say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossResult(Displayed):
    """All crossings of two offers, and how each was priced."""

    breakeven: Breakeven
    curves: Mapping[str, CostCurve]
    lines: Mapping[str, tuple[str, ...]]
    """How each offer was priced, with sources."""
    ids: Mapping[str, str]
    """The full name of each offer."""
    as_of: date
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven cross`."""
        return {
            **self.breakeven.to_dict(),
            "as_of": self.as_of.isoformat(),
            "offers": [
                {"name": name, "id": self.ids[name], "how": list(how)}
                for name, how in self.lines.items()
            ],
            "warnings": list(self.warnings),
        }


def cross(
    first: str,
    second: str,
    *,
    input_tokens: float,
    output_tokens: float,
    cached_input_share: float | None = None,
    ttft_p99_ms: float | None = None,
    tpot_p99_ms: float | None = None,
    e2e_p99_ms: float | None = None,
    profile: str | None = None,
    days_per_month: float | None = None,
    without: Sequence[str] = (),
    as_of: date | str | None = None,
    facts: Path | str | None = None,
) -> CrossResult:
    """Return every volume at which the cheaper of two offers changes.

    Raises InputError for names that no fact carries, NothingFeasible where a fleet cannot be.
    """
    check(
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        ttft_p99_ms=ttft_p99_ms,
        tpot_p99_ms=tpot_p99_ms,
        e2e_p99_ms=e2e_p99_ms,
        days_per_month=days_per_month,
    )
    check_share("cached_input_share", cached_input_share)
    catalog = catalog_of(as_of, facts)
    assumed = catalog.assumptions
    workload = workload_of_numbers(
        requests_per_day=1.0,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cached_input_share=cached_input_share or 0.0,
        spread=(assumed["input_variation"].value, assumed["output_variation"].value),
    )
    scenario = Scenario(
        workload=ScenarioWorkload(profile=profile or "chat"),
        targets=LatencyTargets(
            ttft_p99_ms=ttft_p99_ms, tpot_p99_ms=tpot_p99_ms, e2e_p99_ms=e2e_p99_ms
        ),
        costs=Costs(without=tuple(without), days_per_month=days_per_month),
    )
    question = question_of(scenario, workload, catalog)
    priced = [_priced(name, question, catalog) for name in (first, second)]
    names = (first.strip(), second.strip())
    if priced[0].id == priced[1].id:
        raise InputError(f"{names[0]} and {names[1]} are the same offer", where="offer")
    return CrossResult(
        breakeven=crossed(priced[0].curve, priced[1].curve, names=names),
        curves={n: p.curve for n, p in zip(names, priced, strict=True)},
        lines={n: p.how for n, p in zip(names, priced, strict=True)},
        ids={n: p.id for n, p in zip(names, priced, strict=True)},
        as_of=catalog.as_of,
    )


def _priced(name: str, question: Question, catalog: Catalog) -> Priced:
    """Return a named offer's curve; a stated offer of that name goes before a predicted one."""
    stated = catalog.stated_offer(name)
    if stated:
        return price_stated(_unjudged(catalog.model(stated.model)), stated, question)
    parsed = parse_offer(name)
    if isinstance(parsed, TokenName):
        return price_tokens(catalog.token_offer(name), question)
    return _fleet(parsed, question, catalog)


def _fleet(name: FleetName, question: Question, catalog: Catalog) -> Priced:
    replica = named_replica(
        catalog,
        name.model,
        gpu=name.accelerator,
        count=name.count,
        precision=name.options.get("precision"),
        engine=name.options.get("engine", question.engine),
    )
    model, combo = replica.model, replica.combo
    if name.options.get("purchase") in HOUSINGS:
        machine: Machine = cheapest_server(catalog, question, combo.accelerator.id, name)
    else:
        machine = cheapest_rental(catalog, combo.accelerator.id, name.count, name.options)
    return price_fleet(
        _unjudged(model),
        combo,
        machine,
        replace(question, engine=combo.engine.id),
        scaling=_scaling(name),
        simulate=can_simulate(),
    )


def _scaling(name: FleetName) -> Scaling:
    """Return when a named fleet's machines run; a base and a peak are two offers in one."""
    said = name.options.get("scaling", "always-on")
    if said == "autoscaled":
        return "autoscaled"
    if said != "always-on":
        known = ("always-on", "autoscaled")
        raise UnknownName("scaling of one offer", said, known, where="offer")
    return "always-on"


def _unjudged(model: Model) -> Candidate:
    """Return a model that was named: no rule is asked."""
    quality = Quality(benchmark="", score=None, reference_score=None)
    return Candidate(model=model, quality=quality, flags=(), excuse=None)


def cheapest_server(
    catalog: Catalog, question: Question, accelerator: str, name: FleetName
) -> Server:
    """Return the cheapest machine to buy with enough GPUs.

    Raises InputError where no price is known.
    """
    purchase = name.options["purchase"]
    sold = servers(
        catalog.purchases, catalog.accelerators, assumed=question.assumed, purchases=(purchase,)
    )
    found = [
        s for s in sold if (s.accelerator == accelerator and s.accelerator_count >= name.count)
    ]
    wanted = name.options.get("machine")
    found = [s for s in found if wanted in (None, str(s.accelerator_count))]
    if not found:
        raise InputError(
            f"no price is known of a machine with {name.count}x {accelerator} to buy;"
            " add one in an overlay (prices/purchase.csv)",
            where="offer",
        )
    return min(found, key=lambda s: s.usd)


def cheapest_rental(
    catalog: Catalog,
    accelerator: str,
    count: int,
    options: Mapping[str, str],
    *,
    full: bool = False,
) -> RentalOffer:
    """Return the cheapest machine with enough GPUs; on demand unless a purchase is named.

    With `full` machines are full of replicas, and the cheapest for each replica is taken. Prices
    too old for a decision are used only where there is no other.

    Raises UnknownName for a provider without machines, InputError where no price is known.
    """
    purchase = options.get("purchase", "on-demand")
    found = [
        r
        for r in catalog.rentals
        if r.accelerator == accelerator and r.accelerator_count >= count and r.purchase == purchase
    ]
    for key, named in NAMED.items():
        if key in options:
            known = {named(r) for r in found}
            if options[key] not in known:
                noun = f"{key} of {count}x {accelerator} ({purchase})"
                raise UnknownName(noun, options[key], known, where="offer")
            found = [r for r in found if named(r) == options[key]]
    if not found:
        raise InputError(
            f"no {purchase} price is known for {count}x {accelerator};"
            " add one in an overlay (prices/rental/*.csv)",
            where="offer",
        )
    oldest = oldest_price(catalog.as_of, catalog.assumptions)
    fresh = [r for r in found if is_fresh(r.provenance, oldest)]
    return min(fresh or found, key=lambda r: _usd_per_hour(r, count, full=full))


def _usd_per_hour(rental: RentalOffer, count: int, *, full: bool) -> float:
    return rental.usd_per_hour / (rental.accelerator_count // count if full else 1)
