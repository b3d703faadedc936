"""The head of a manifest: what it is, how to apply it, where each number is from."""

import textwrap
from collections.abc import Iterable, Mapping

from breakeven.domain.deployment import Deployment, Number
from breakeven.domain.workload import LatencyTargets
from breakeven.outputs.names import name_of

WIDTH = 96


def head(
    offer: str,
    as_of: object,
    apply: Iterable[str],
    notes: Iterable[str],
    numbers: Mapping[str, str],
) -> str:
    """Return comment lines; what stands in them can end no comment."""
    told = [f"{name_of(offer)}, as breakeven sized it for facts as of {as_of}:", offer]
    parts = [*told, "", *apply, *(["", *notes] if notes else []), "", "Where its numbers are from:"]
    parts += [f"{name}: {why}" for name, why in numbers.items()]
    return "".join(_lines(part) for part in parts)


def _lines(text: str) -> str:
    """Return a text as comment lines."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    wrapped = textwrap.wrap(
        plain, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    return "".join(f"# {line}\n" for line in wrapped) or "#\n"


def deployment_head(
    deployment: Deployment, apply: Iterable[str], numbers: Mapping[str, Number]
) -> str:
    """Return the comments of a deployment: its settings, its replicas, and more numbers."""
    own = {f"{a.flag} {a.value}": a.why for a in deployment.arguments}
    own |= {f"{name} {number}": number.why for name, number in numbers.items()}
    notes = [*deployment.notes, *targets_said(deployment.targets, deployment)]
    weights = {f"weights {deployment.weights}": deployment.weights_why}
    image = f"{deployment.launch.provenance}"
    port = {f"port {deployment.launch.port}, path {deployment.launch.health}": image}
    return head(deployment.offer, deployment.as_of, apply, notes, weights | own | port)


def targets_said(targets: LatencyTargets, deployment: Deployment | None = None) -> list[str]:
    """Return the latency targets in words, with the rate up to which they are met."""
    named = (
        ("first token", targets.ttft_p99_ms),
        ("each further token", targets.tpot_p99_ms),
        ("whole answer", targets.e2e_p99_ms),
    )
    said = [f"{name} within {value:,.0f} ms" for name, value in named if value]
    if not said:
        return []
    rate = deployment.requests_per_second if deployment else None
    up_to = f", met up to {rate} requests a second on each replica: {rate.why}" if rate else ""
    return [f"Targets at p99: {', '.join(said)}{up_to}"]


def in_unit(unit: str, number: Number) -> Number:
    """Return a number whose explanation begins with its unit."""
    return Number(value=number.value, why=f"in {unit}; {number.why}")


def replicas_numbers(deployment: Deployment, *, machines: bool = False) -> dict[str, Number]:
    """Return how many replicas, or machines, run."""
    fleet = deployment.machines if machines else deployment.replicas
    noun = "machines" if machines else "replicas"
    if not fleet.scaled:
        return {noun: Number(value=fleet.most, why=fleet.why)}
    why = fleet.why
    return {
        f"least {noun}": Number(value=fleet.least, why=why),
        f"most {noun}": Number(value=fleet.most, why=why),
    }
