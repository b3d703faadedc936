"""Which rules an option breaks, said anew from its name and the facts alone.

Nothing here calls the code that judges options: only catalogs, names and arithmetic.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from typing import Any

from hypothesis import strategies as st

from breakeven.api.asking import market_of
from breakeven.domain.rules import Rules
from breakeven.economics.decision import Option
from breakeven.economics.market import Market, Question
from breakeven.inputs.catalog import Catalog, load_catalog

MODELS = (
    "gpt-4o-mini",
    "nova-micro",
    "gpt-oss-20b",
    "llama-3.1-8b",
    "llama-2-70b",
    "llama-4-scout",
    "llama-3.2-11b-vision",
    "qwen2.5-3b",
    "qwen2.5-72b",
    "mistral-large-2407",
    "mistral-small-3.2-24b",
    "olmo-2-7b",
    "hunyuan-a13b",
    "falcon-180b",
)
"""Of every class, and under licences that forbid each kind of use."""
CARDS = ("H100-SXM", "L4")
COUNTRIES = ("Germany", "United States", "Sweden", "Japan")
PROVIDERS = ("aws", "azure", "gcp", "deepinfra", "openai", "lambda", "nebius", "mistral", "novita")


@cache
def catalog() -> Catalog:
    return load_catalog()


@cache
def market() -> Market:
    known = market_of(catalog())
    return replace(
        known,
        models={name: known.models[name] for name in MODELS},
        rentals=tuple(r for r in known.rentals if r.accelerator in CARDS),
        hardware=tuple(h for h in known.hardware if h.accelerator in CARDS),
        token_offers=tuple(o for o in known.token_offers if o.model in MODELS),
        reserved=tuple(o for o in known.reserved if o.model in MODELS),
    )


def some(names: tuple[str, ...], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), min_size=least, unique=True).map(tuple)


def often(usual: Any, other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.just(usual), st.just(usual), other)


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    made = Rules(
        classes=draw(often(Rules().classes, some(Rules().classes, least=1))),  # type: ignore[arg-type]
        commercial=draw(st.booleans()),
        monthly_users=draw(st.sampled_from([0, 50_000, 200_000_000, 800_000_000])),
        eu_company=draw(st.booleans()),
        serves_third_parties=draw(st.booleans()),
        trains_on_outputs=draw(st.booleans()),
        data_stays=draw(
            st.sampled_from(["anywhere", "anywhere", "eu", "country", "own-machines", "air-gapped"])
        ),
        country=draw(st.sampled_from(COUNTRIES)),
        no_retention=draw(st.booleans()),
        approved_providers=draw(often((), some(PROVIDERS))),
        min_quality=draw(often(None, st.floats(30, 75))),
        users_in=draw(st.sampled_from(["", *COUNTRIES])),
        max_kg_co2e_per_month=draw(often(None, st.sampled_from([300.0, 3_000.0, 40_000.0]))),
        unknown_carbon=draw(st.sampled_from(["refused", "allowed"])),
        tokens_per_minute=draw(often({}, st.just({"deepinfra": 40_000.0, "azure": 90_000.0}))),
        **{
            name: draw(some(PROVIDERS))
            for name in (
                "country_providers",
                "eu_providers",
                "no_retention_providers",
                "near_providers",
            )
        },
    )
    way = draw(often(None, st.sampled_from([20.0, 60.0, 170.0]))) if made.users_in else None
    return replace(made, max_round_trip_ms=way)


def lifted(of: Rules, name: str) -> Rules:
    """Return rules without one of them: its field says what forbids nothing."""
    free = {
        "classes": ("proprietary", "open-weight", "open-source"),
        "commercial": False,
        "monthly_users": 0,
        "eu_company": False,
        "serves_third_parties": False,
        "trains_on_outputs": False,
        "data_stays": "anywhere",
        "no_retention": False,
        "approved_providers": (),
        "min_quality": None,
        "max_round_trip_ms": None,
        "max_kg_co2e_per_month": None,
    }
    chosen = {f.name for f in fields(Rules)} & free.keys()
    uses = list(free)[1:6]
    if name == "all":
        return replace(of, **{k: free[k] for k in chosen if k not in uses})  # type: ignore[arg-type]
    return replace(of, **{name: free[name]})  # type: ignore[arg-type]


def broken(name: str, of: Rules) -> list[str]:
    """Return the rules that an option of a name breaks, whichever of its parts does."""
    return [rule for part in parts_of(name) for rule in _broken(part, of)]


def parts_of(name: str) -> list[str]:
    """Return the machines and the tokens of a hybrid, or the one part of another option."""
    kinds = ("failover:", "split:", "cascade:", "routing:")
    name = name.partition(":")[2] if name.startswith(kinds) else name
    name = name.replace("+self:", "\n+self:")
    head, *tails = name.replace("+hosted:", "\n+hosted:").replace("+api:", "\n+api:").split("\n")
    return [head, *(tail.removeprefix("+") for tail in tails)]


def told(name: str, key: str) -> str:
    """Return what an option's name says of itself."""
    return next((p.partition("=")[2] for p in name.split(",") if p.startswith(f"{key}=")), "")


def model_of(part: str) -> str:
    rest = part.partition(":")[2].split(",")[0]
    return rest.partition("@")[0] if part.startswith("self:") else rest.partition("/")[2]


def country_of(part: str, of: Rules) -> str:
    """Return where a machine stands, empty where nobody knows."""
    provider, region = told(part, "provider"), told(part, "region")
    if not provider:
        return of.country or of.users_in
    return next(
        (r.country for r in catalog().regions if (r.provider, r.region) == (provider, region)), ""
    )


def _broken(part: str, of: Rules) -> Iterator[str]:
    machine = part.startswith("self:")
    provider = told(part, "provider") if machine else part.partition(":")[2].partition("/")[0]
    yield from _of_the_model(model_of(part), of, runs_it=machine)
    if provider and of.approved_providers and provider not in of.approved_providers:
        yield "approved_providers"
    if not machine and of.no_retention and provider not in of.no_retention_providers:
        yield "no_retention"
    if _leaves(part, provider, of, machine=machine):
        yield "data_stays"
    if _is_far(part, provider, of, machine=machine):
        yield "max_round_trip_ms"


def _leaves(part: str, provider: str, of: Rules, *, machine: bool) -> bool:
    if of.data_stays == "anywhere" or (machine and not provider):
        return False
    if of.data_stays == "own-machines":
        return not machine
    if of.data_stays == "air-gapped":
        return True
    if of.data_stays == "country":
        at = country_of(part, of) == of.country
        return not (at if machine else provider in of.country_providers)
    key = (provider, told(part, "region"))
    eu = any(r.eu for r in catalog().regions if (r.provider, r.region) == key)
    return not (eu if machine else provider in of.eu_providers)


def _is_far(part: str, provider: str, of: Rules, *, machine: bool) -> bool:
    most = of.max_round_trip_ms
    if most is None or provider in of.near_providers:
        return False
    if not machine:
        return True
    pair = {of.users_in, country_of(part, of)}
    ways = [t.high_ms for t in catalog().round_trips if {t.country, t.other} == pair]
    return not ways or ways[0] > most


def _of_the_model(name: str, of: Rules, *, runs_it: bool) -> Iterator[str]:
    model = catalog().models[name]
    if model.model_class not in of.classes:
        yield "classes"
    if of.min_quality is not None:
        scores = [
            q.score for q in catalog().quality if (q.model, q.benchmark) == (name, "mmlu-pro")
        ]
        if not scores or scores[0] < of.min_quality:
            yield "min_quality"
    if model.model_class == "proprietary":
        return
    licence = catalog().licences[model.licence]
    if 0 < licence.monthly_users_limit < of.monthly_users:
        yield "monthly_users"
    if of.eu_company and set(model.modalities) & set(licence.eu_excluded_modalities):
        yield "eu_company"
    if of.trains_on_outputs and licence.outputs_may_train_models == "no":
        yield "trains_on_outputs"
    if runs_it and of.commercial and not licence.commercial_use:
        yield "commercial"
    if runs_it and of.serves_third_parties and not licence.third_party_hosting:
        yield "serves_third_parties"


def kilograms(option: Option, question: Question) -> float | None:
    """Return what an option without parts emits in a month, None where nobody knows."""
    if not option.id.startswith("self:"):
        facts = [
            c
            for c in catalog().token_carbon
            if (c.provider, c.model) == (option.provider, option.model)
        ]
        tokens = question.requests_per_month * question.workload.output_tokens.mean
        return tokens / 1e6 * facts[0].g_per_thousand_output_tokens if facts else None
    place = country_of(option.id, question.rules)
    grid = [g.g_per_kwh for g in catalog().grids if g.country == place]
    if not grid or option.fleet is None:
        return None
    card, _, cards = option.id.partition("@")[2].split(",")[0].rpartition("x")
    kilowatts = option.fleet.replicas_mean * int(cards) * catalog().accelerators[card].power_watts
    known = catalog().assumptions
    for name in ("server_power_over_gpu_power", "mean_power_share"):
        kilowatts *= known[name].value
    if option.purchase != "workstation":
        kilowatts *= known["power_usage_effectiveness"].value
    return kilowatts / 1e3 * 24.0 * question.days_per_month * grid[0] / 1e3
