"""`deploy`: a chosen option as something that runs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any

from breakeven.api.asking import targets_of
from breakeven.api.deciding import decide
from breakeven.api.deployments import Found, deployment_of
from breakeven.api.gateways import gateway_of, own_backend
from breakeven.api.known import known_facts
from breakeven.api.numbers import check
from breakeven.api.sizing import size
from breakeven.api.workloads import workload_of_numbers
from breakeven.domain.deployment import TARGETS, Number, Replicas, Target
from breakeven.domain.errors import InputError, NothingFeasible, UnknownName
from breakeven.domain.offer_names import FleetName, TokenName, parse_offer
from breakeven.domain.offers import TokenOffer
from breakeven.domain.scenario import Scenario
from breakeven.domain.workload import LatencyTargets
from breakeven.economics.decision import Decision, Option
from breakeven.inputs.catalog import Catalog
from breakeven.outputs.manifests import gateway_manifest, manifest
from breakeven.outputs.manifests.manifest import Manifest
from breakeven.serving.traffic import traffic_of

KINDS = ("api:", "hosted:", "self:")
SCALED = ("autoscaled", "base-and-peak", "scale-to-zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """A manifest, and of what."""

    offer: str
    target: Target
    manifest: Manifest
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven deploy`."""
        files = {self.manifest.file: self.manifest.text, **self.manifest.beside}
        return {
            "offer": self.offer,
            "as": self.target,
            "files": [{"name": name, "text": text} for name, text in files.items()],
            "warnings": list(self.warnings),
        }


def deploy(
    subject: Scenario | Path | str | None = None,
    *,
    target: Target,
    option: str | None = None,
    replicas: int | None = None,
    min_replicas: int | None = None,
    context: int | None = None,
    weights: str | None = None,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
    **asked: Any,
) -> Deployed:
    """Return a chosen option as what a platform reads.

    `subject` is a scenario, whose cheapest option is taken unless `option` names another, or an
    offer's name; `asked` are the arguments of `decide`. `replicas`, `min_replicas`, `context` (the
    longest request in tokens) and `weights` go before what the answer says.

    Raises NothingFeasible where the platform cannot run it, InputError for bad values.
    """
    if target not in TARGETS:
        raise UnknownName("platform", target, TARGETS, where="as")
    check(replicas=replicas, context=context)
    if min_replicas is not None and not 0 <= min_replicas <= (replicas or min_replicas):
        raise InputError("min_replicas lies from 0 to replicas", where="options")
    catalog = known_facts(as_of, facts).catalog
    own = _Own(replicas=replicas, least=min_replicas, context=context, weights=weights)
    if isinstance(subject, str) and subject.startswith(KINDS):
        return _named(catalog, option or subject, own, target=target, asked=asked)
    decision = decide(subject, as_of=as_of, facts=facts, **asked)
    chosen = chosen_option(decision, option)
    if chosen.id.startswith("self:"):
        return _fleet(catalog, chosen, decision, own, target=target)
    if target != "litellm":
        raise _elsewhere(chosen.id, decision)
    return _tokens(catalog, chosen.id, _same(catalog, chosen, decision), decision.targets, target)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """What someone says instead of the answer."""

    replicas: int | None
    least: int | None
    context: int | None
    weights: str | None

    def counted(self, known: Replicas) -> Replicas:
        """Return how many replicas run."""
        if self.replicas is None and self.least is None:
            return known
        most = self.replicas or max(known.most, self.least or 0)
        least = most if self.least is None else self.least
        return Replicas(least=min(least, most), most=most, why="as given")

    def longest(self, known: float, why: str) -> Number:
        """Return the longest request."""
        return Number(value=self.context or known, why="as given" if self.context else why)


def chosen_option(decision: Decision, name: str | None) -> Option:
    """Return the option of a name, the cheapest where none is given.

    Raises NothingFeasible for an excused one, UnknownName for one that is not among them.
    """
    if name is None:
        if decision.best is None:
            said = f"all {decision.weighed} options were rejected; their excuses say why"
            raise NothingFeasible(said)
        return decision.best
    found = next((o for o in decision.options if o.id == name), None)
    if found is None:
        ids = [o.id for o in decision.options]
        raise UnknownName("option of this decision", name, ids, where="option")
    if found.excuse:
        said = f"cannot be: {found.excuse.reason}, {found.excuse.detail}"
        raise NothingFeasible(said, where=name)
    return found


def _fleet(
    catalog: Catalog, chosen: Option, decision: Decision, own: _Own, *, target: Target
) -> Deployed:
    """Return a fleet of a decision."""
    name = _fleet_name(chosen.id)
    traffic, work = traffic_of(decision.workload), decision.workload
    why = f"of the traffic ({work.provenance})"
    found = Found(
        context=own.longest(traffic.longest, why),
        replicas=own.counted(_replicas(chosen, decision, name)),
        targets=decision.targets,
        requests_per_second=_rate(chosen),
        concurrency=_concurrency(chosen, work.output_tokens.mean),
        notes=chosen.flags,
    )
    made = target if target != "litellm" else "docker-compose"
    deployment = deployment_of(catalog, name, found, target=made, weights=own.weights)
    if target != "litellm":
        text = manifest(deployment, target)
        return Deployed(offer=chosen.id, target=target, manifest=text, warnings=decision.warnings)
    gateway = gateway_of(
        catalog,
        own_backend(chosen.id, deployment.weights),
        _same(catalog, chosen, decision),
        model=deployment.model,
        targets=decision.targets,
    )
    written = gateway_manifest(gateway)
    return Deployed(offer=chosen.id, target=target, manifest=written, warnings=decision.warnings)


def _replicas(chosen: Option, decision: Decision, name: FleetName) -> Replicas:
    """Return the replicas of an option: at the peak, and in the quietest hour where they follow."""
    fleet, scaling = chosen.fleet, name.options.get("scaling", "")
    volume = f"{decision.workload.requests_per_day:,.0f} requests a day"
    if fleet is None:
        return Replicas(least=0, most=1, why=f"one at a time wakes for {volume}")
    peak = f"the busiest minute of {volume}, spares included"
    if scaling not in SCALED:
        return Replicas(least=fleet.replicas_peak, most=fleet.replicas_peak, why=peak)
    hours = decision.demand.relative
    quiet = ceil(fleet.replicas_peak * float(hours.min()) / float(hours.max()))
    why = f"{peak}, and its quietest hour ({decision.demand.provenance})"
    return Replicas(least=max(quiet, 1), most=fleet.replicas_peak, why=why)


def _rate(chosen: Option) -> Number | None:
    """Return what one replica serves inside the targets."""
    if chosen.rate is None:
        return None
    value = float(f"{chosen.rate.requests_per_second:.3g}")
    return Number(value=value, why=f"by {chosen.rate.source}")


def _concurrency(chosen: Option, output_tokens: float) -> Number | None:
    """Return the requests in one replica at its rate: rate times time, by Little's law."""
    if chosen.rate is None or chosen.latency is None:
        return None
    seconds = (chosen.latency.ttft_p50_ms + chosen.latency.tpot_p50_ms * output_tokens) / 1e3
    inside = max(round(chosen.rate.requests_per_second * seconds), 1)
    why = f"requests in a replica: its rate times {seconds:.3g} s for the mean answer"
    return Number(value=inside, why=why)


def _named(
    catalog: Catalog, offer: str, own: _Own, *, target: Target, asked: dict[str, Any]
) -> Deployed:
    """Return a named offer, whose traffic is two lengths at most."""
    parsed = parse_offer(offer)
    assumed = catalog.assumptions
    lengths = [
        asked.get(name) or assumed[f"typical_{name}"].value
        for name in ("input_tokens", "output_tokens")
    ]
    given = LatencyTargets(
        **{k: asked.get(k) for k in ("ttft_p99_ms", "tpot_p99_ms", "e2e_p99_ms")}
    )
    targets, _ = targets_of(given, assumed)
    if isinstance(parsed, TokenName):
        chosen = catalog.token_offer(offer)
        others = _cheapest(catalog, chosen.model, *lengths)
        return _tokens(catalog, chosen.id, others, targets, target)
    spread = (assumed["input_variation"].value, assumed["output_variation"].value)
    work = workload_of_numbers(
        requests_per_day=1.0,
        input_tokens=lengths[0],
        output_tokens=lengths[1],
        cached_input_share=0.0,
        spread=spread,
    )
    said = f"of lognormal lengths around {lengths[0]:g} in and {lengths[1]:g} out"
    one = Replicas(least=1, most=1, why="nobody said more (--replicas)")
    counted = own.counted(one)
    rate, inside, notes = _sized(parsed, lengths, targets, catalog) if counted.scaled else _NOT
    longest = traffic_of(work).longest
    if not (asked.get("input_tokens") or asked.get("output_tokens")):
        longest = min(longest, catalog.model(parsed.model).context_tokens or longest)
    found = Found(
        context=own.longest(longest, said),
        replicas=counted,
        targets=targets,
        requests_per_second=rate,
        concurrency=inside,
        notes=notes,
    )
    made = target if target != "litellm" else "docker-compose"
    deployment = deployment_of(catalog, parsed, found, target=made, weights=own.weights)
    if target != "litellm":
        text = manifest(deployment, target)
        return Deployed(offer=deployment.offer, target=target, manifest=text)
    backend = own_backend(deployment.offer, deployment.weights)
    others = _cheapest(catalog, deployment.model, *lengths)
    gateway = gateway_of(catalog, backend, others, model=deployment.model, targets=targets)
    return Deployed(offer=deployment.offer, target=target, manifest=gateway_manifest(gateway))


_Sized = tuple[Number | None, Number | None, tuple[str, ...]]
_NOT: _Sized = (None, None, ())


def _sized(
    name: FleetName, lengths: Sequence[float], targets: LatencyTargets, catalog: Catalog
) -> _Sized:
    """Return what a replica serves and holds at once inside the targets, which scaling goes by."""
    found = size(
        name.model,
        gpu=name.accelerator,
        count=name.count,
        precision=name.options.get("precision"),
        engine=name.options.get("engine", "vllm"),
        input_tokens=lengths[0],
        output_tokens=lengths[1],
        ttft_p99_ms=targets.ttft_p99_ms,
        tpot_p99_ms=targets.tpot_p99_ms,
        e2e_p99_ms=targets.e2e_p99_ms,
        as_of=catalog.as_of,
        facts=catalog.overlay,
    )
    if found.capacity is None:
        said = found.excuse.detail if found.excuse else "its load is not known"
        return None, None, (f"Not scaled, all replicas run: {said}",)
    per_second = float(f"{found.capacity.requests_per_second:.3g}")
    rate = Number(value=per_second, why="as `breakeven size` finds it")
    inside = Number(
        value=max(round(found.capacity.batch), 1),
        why=f"requests in a replica at {per_second:g} a second, as `breakeven size` finds them",
    )
    return rate, inside, ()


def _tokens(
    catalog: Catalog,
    offer: str,
    others: Iterable[TokenOffer],
    targets: LatencyTargets,
    target: Target,
) -> Deployed:
    """Return an API, of which there is nothing to deploy but a gateway."""
    if target != "litellm":
        raise _elsewhere(offer, None)
    chosen = catalog.token_offer(_sold_as(offer))
    gateway = gateway_of(catalog, chosen, others, model=chosen.model, targets=targets)
    return Deployed(offer=offer, target=target, manifest=gateway_manifest(gateway))


def _elsewhere(offer: str, decision: Decision | None) -> InputError:
    """Return why an API is not deployed, with the cheapest option that could be."""
    fleets = (o.id for o in decision.feasible if o.id.startswith("self:")) if decision else ()
    own = next(iter(fleets), "self:MODEL@GPUxN")
    return InputError(
        f"{offer} runs elsewhere: there is nothing to deploy but a gateway (--as litellm);"
        f" of your own machines the cheapest is --option {own}"
        if decision
        else f"{offer} runs elsewhere: there is nothing to deploy but a gateway (--as litellm)",
        where="as",
    )


def _same(catalog: Catalog, chosen: Option, decision: Decision) -> list[TokenOffer]:
    """Return where else the same model may be had by the rules, cheapest first."""
    ids = [o.id for o in decision.feasible if o.model == chosen.model]
    plain = dict.fromkeys(_sold_as(i) for i in ids if not i.startswith("self:"))
    known = {offer.id: offer for offer in catalog.token_offers}
    return [known[i] for i in plain if i in known]


def _sold_as(offer: str) -> str:
    """Return the offer behind a tier of it, or behind capacity of it that is reserved.

    >>> _sold_as("reserved_api:azure/gpt-4o-mini,scope=global")
    'api:azure/gpt-4o-mini'
    """
    return offer.removeprefix("reserved_").partition(",")[0]


def _cheapest(
    catalog: Catalog, model: str, input_tokens: float, output_tokens: float
) -> list[TokenOffer]:
    """Return everyone who sells a model's tokens, cheapest first."""
    usd: Callable[[TokenOffer], float] = lambda offer: (  # noqa: E731 - typed in one place
        input_tokens * offer.prices[0].input_usd_per_million_tokens
        + output_tokens * offer.prices[0].output_usd_per_million_tokens
    )
    return sorted((o for o in catalog.token_offers if o.model == model), key=usd)


def _fleet_name(offer: str) -> FleetName:
    parsed = parse_offer(offer)
    assert isinstance(parsed, FleetName)  # noqa: S101 - the offer is a fleet's
    return parsed
