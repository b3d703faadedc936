"""Stored decisions made by hand, for the tests of what compares them."""

from datetime import date
from typing import Any

from breakeven.domain.stored_decision import (
    StoredDecision,
    StoredExcuse,
    StoredFleet,
    StoredLine,
    StoredOption,
    StoredWorkload,
)

API = "api:openai/gpt-4o-mini"
HOSTED = "hosted:groq/llama-3.1-8b"


def machine(
    *, gpu: str = "H100-SXM", count: int = 1, provider: str = "lambda", purchase: str = "on-demand"
) -> str:
    """Return a fleet's id."""
    return (
        f"self:llama-3.1-8b@{gpu}x{count},precision=fp8,engine=vllm,provider={provider}"
        f",purchase={purchase},machine={count}"
    )


def lines(**usd: float) -> tuple[StoredLine, ...]:
    """Return lines of a bill; `_` in a name is a blank."""
    named = ((name.replace("_", " "), amount) for name, amount in usd.items())
    return tuple(StoredLine(name=name, usd_per_month=amount) for name, amount in named)


def option(name: str = API, *, excuse: str = "", gpus: float = 0.0, **usd: float) -> StoredOption:
    """Return an option with a bill of these lines, or excused."""
    kind, _, rest = name.partition(":")
    provider = rest.partition("/")[0] if kind != "self" else rest.partition("provider=")[2]
    bill = lines(**usd)
    return StoredOption(
        id=name,
        kind="rented" if kind == "self" else kind,
        model="llama-3.1-8b" if kind == "self" else rest.partition("/")[2],
        provider=provider.partition(",")[0],
        feasible=not excuse,
        usd_per_month=None if excuse else sum(line.usd_per_month for line in bill),
        excuse=StoredExcuse(reason=excuse, detail="as said") if excuse else None,
        fleet=StoredFleet(gpus=gpus, replicas_peak=gpus, replicas_mean=gpus) if gpus else None,
        lines=bill,
    )


def decision(*options: StoredOption, volume: float = 100.0, **more: Any) -> StoredDecision:
    """Return a decision between options, the cheapest first."""
    ranked = sorted(options, key=lambda o: (not o.feasible, o.usd))
    work = {"input_tokens_mean": 500.0, "output_tokens_mean": 200.0, "cached_input_share": 0.0}
    work |= {key: more.pop(key) for key in tuple(more) if key in work}
    return StoredDecision(
        as_of=more.pop("as_of", date(2026, 9, 1)),
        best=next((o.id for o in ranked if o.feasible), None),
        workload=StoredWorkload(requests_per_day=volume, **work),
        options=tuple(ranked),
        days_per_month=more.pop("days_per_month", 30.0),
        **more,
    )
