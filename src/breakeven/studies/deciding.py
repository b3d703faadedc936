"""From a question and a market to a ranked answer that explains itself."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from breakeven.domain.provenance import Assumption
from breakeven.economics.breakeven import Curve, Region
from breakeven.economics.carbon import emissions
from breakeven.economics.cost_lines import CostLine
from breakeven.economics.crossings import Crossings
from breakeven.economics.decision import Decision, Option
from breakeven.economics.envelope import regions
from breakeven.economics.licence_terms import LicenceTerms, terms_of
from breakeven.economics.market import Market, Question
from breakeven.economics.options import Options, options
from breakeven.economics.outlook import RESTS_ON
from breakeven.economics.simulated import Which
from breakeven.economics.task_rows import costs_of_tasks
from breakeven.studies.failover import AVAILABILITY
from breakeven.studies.leading import compared, widest, worth_showing
from breakeven.studies.lifting import Before, Cheapest, rule_prices
from breakeven.studies.mixing import best_curves, with_mixtures
from breakeven.studies.mixing import ranked as ranked_of
from breakeven.studies.mixture_levers import mixture_levers
from breakeven.studies.mixtures import mixtures
from breakeven.studies.prospecting import Draw, prospect
from breakeven.studies.recipes import joint_recipe, recipes
from breakeven.studies.sensitive import at_home
from breakeven.studies.weighing import weighed

SPAN = 1_000.0
"""Regions are sought from a thousandth of the volume to a thousand times it."""
MOST = 1_200
"""Series that are shown before the dear ones are left out."""
ASSUMED = (
    "ttft_p99_ms",
    "tpot_p99_ms",
    "burst_minute",
    "input_variation",
    "output_variation",
    "spare_machines",
)
"""Assumptions of the fleet's size, in the order in which they matter."""
LAST = ("escalation_share", AVAILABILITY, "quality_tolerance", "max_price_age_days")
AHEAD = ("horizon_months", *RESTS_ON, "token_price_jump_per_year", "token_price_jump_size")
"""Assumptions of the months ahead."""


def decide(
    market: Market,
    question: Question,
    *,
    draw: Draw | None,
    simulate: Which = "none",
    influences: bool = False,
    shown: int = MOST,
    sway: bool = True,
    found: Options | None = None,
    warnings: tuple[str, ...] = (),
    facts: Mapping[str, str],
) -> Decision:
    """Return every option of a question, cheapest first, with every crossing that matters.

    The closed form says what every replica serves; `simulate` says which of them are then corrected
    by serving the workload's own requests. Without a `draw` nothing is said of how sure it is;
    `influences` adds the Sobol indices, which take a while. `shown` is how many series are shown
    before the dear ones are left out; without `sway` nothing is said of what would change the
    answer, or of what bills are computed from. `found` are the market's options, where they are
    known: they are the same at any volume.
    """
    offered = options(market, question) if found is None else found
    ready = weighed(offered, market, question, simulate)
    found = at_home(ready.options, question)
    areas = _regions(found, question)
    kept = found.take(worth_showing(found, question, areas, most=shown))
    mixed = mixtures(
        ready.options, market, question, simulate, simulate=ready.simulated is not None
    )
    sure = ranked_of(kept, mixed, question, draw)
    ranked = _per_task(market, question, sure.plain, kept, samples=draw.samples if draw else 0)
    ranked = _emitting(ranked, kept, market, question)
    ahead = prospect(kept, question, draw, mixtures=mixed, influences=influences) if draw else None
    regions_of_all = with_mixtures(areas, found, mixed)
    every = _with(ranked, sure.mixed)
    plain = compared(ranked, found, areas)
    curves: dict[str, Curve] = {
        **plain,
        **best_curves(mixed, question.workload.requests_per_day, winners=widest(regions_of_all)),
    }
    return Decision(
        as_of=market.as_of,
        workload=question.workload,
        demand=question.demand,
        targets=question.targets,
        options=(*every, *found.excused),
        weighed=len(found.rows) + sum(refused.count for refused in found.refusals),
        regions=regions_of_all,
        curves=curves,
        crossings=Crossings(curves),
        assumptions=_used(question, kept.ledger.used),
        warnings=warnings,
        reference_model=question.reference_model,
        days_per_month=question.days_per_month,
        samples=draw.samples if ranked and draw else 0,
        simulated=ready.simulated,
        levers=mixture_levers(kept, mixed, question, regions_of_all) if sway else (),
        prospect=ahead,
        facts=facts,
        horizon=question.horizon,
        recipes=recipes(question, kept, found, plain, ahead) if sway else (),
        mixture=joint_recipe(question, mixed) if sway else None,
        licences=_licences(every, market, question),
        rules=rule_prices(
            Before(
                market=market,
                question=question,
                which=simulate,
                offered=offered,
                answers=ready.answers,
                best=_first(every),
            )
        )
        if sway
        else (),
    )


def _licences(
    priced: tuple[Option, ...], market: Market, question: Question
) -> tuple[LicenceTerms, ...]:
    """Return the licences of the options' models, those of the cheapest first."""
    names = dict.fromkeys(name for option in priced for name in option.model.split("+"))
    models = (market.models[name] for name in names if name in market.models)
    return terms_of(models, market.licences, question.rules)


def _first(priced: tuple[Option, ...]) -> Cheapest | None:
    best = priced[0] if priced else None
    return Cheapest(id=best.id, usd_per_month=best.usd_per_month or 0.0) if best else None


def _emitting(
    ranked: tuple[Option, ...], shown: Options, market: Market, question: Question
) -> tuple[Option, ...]:
    """Return the options with what they emit, where that is known."""
    known = emissions(shown, market, question) if ranked else []
    return tuple(
        replace(option, carbon=carbon) if carbon else option
        for option, carbon in zip(ranked, known, strict=True)
    )


def _with(ranked: tuple[Option, ...], more: tuple[Option, ...]) -> tuple[Option, ...]:
    """Return priced options, cheapest first; of equals those first that were first."""
    return tuple(sorted((*ranked, *more), key=lambda o: o.usd_per_month or 0.0))


def _per_task(
    market: Market,
    question: Question,
    ranked: tuple[Option, ...],
    shown: Options,
    *,
    samples: int,
) -> tuple[Option, ...]:
    """Return the options with what a task that ends well costs, where tasks are told of."""
    found = costs_of_tasks(market, question, ranked, shown.rows, samples=samples)
    return tuple(replace(o, per_task=found[o.id]) if o.id in found else o for o in ranked)


def _regions(found: Options, question: Question) -> tuple[Region, ...]:
    volume = question.workload.requests_per_day
    if not found.rows:
        return ()
    return regions(found.curve, found.ids, low=volume / SPAN, high=volume * SPAN)


def _used(question: Question, lines: Sequence[CostLine]) -> tuple[Assumption, ...]:
    """Return the assumptions that this answer rests on."""
    idle = set(question.without)
    if not question.demand.burst_is_assumed:
        idle.add("burst_minute")
    if question.workload.request_tokens is not None:
        idle |= {"input_variation", "output_variation"}
    if question.escalation is None or not question.escalation.assumed:
        idle.add("escalation_share")
    if not question.reference_model:
        idle.add("quality_tolerance")
    idle |= {"ttft_p99_ms", "tpot_p99_ms"} - set(question.assumed_targets)
    billed = (name for line in lines for name in line.rests_on)
    names = dict.fromkeys((*ASSUMED, *billed, *AHEAD, *LAST))
    return tuple(question.assumptions[name] for name in names if name not in idle)
