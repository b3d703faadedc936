"""A small decision made by hand, for the tests of what people see."""

from dataclasses import replace
from datetime import date

import numpy as np

from breakeven.domain.offers import Excuse
from breakeven.domain.provenance import Assumption, Provenance
from breakeven.domain.workload import LatencyTargets, Lengths, Workload
from breakeven.economics.bill import BillLine
from breakeven.economics.breakeven import cross
from breakeven.economics.curve import CostCurve
from breakeven.economics.decision import Decision, FleetSize, Latency, Option, Quality
from breakeven.economics.demand import Demand
from breakeven.economics.envelope import regions

SAID = Provenance(source="example", date=date(2026, 8, 1))
API = "api:openai/gpt-4o-mini"
HOSTED = "hosted:groq/llama-3.1-8b"
RENTED = "self:llama-3.1-8b@H100-SXMx1,precision=fp8,engine=vllm,provider=lambda,purchase=spot"
CURVES = {
    API: CostCurve(per_request=0.00594),
    HOSTED: CostCurve(per_request=0.0013),
    RENTED: CostCurve(step_usd=1450.0, step_requests=2_400_000.0, minimum_steps=1.0),
}
UNKNOWN_QUALITY = Quality(benchmark="mmlu-pro", score=None, reference_score=63.1, note="")
LOWER = Quality(
    benchmark="mmlu-pro",
    score=48.3,
    reference_score=63.1,
    note="48.3 on MMLU-Pro, below the 63.1 of gpt-4o-mini: not the same answers",
)


def priced(offer: str, kind: str, volume: float, **more: object) -> Option:
    """Return an option with the bill that its curve says."""
    usd = float(CURVES[offer].cost(volume))
    provider, model = offer.partition(":")[2].partition("/")[::2]
    fields: dict[str, object] = {
        "id": offer,
        "kind": kind,
        "model": model or "llama-3.1-8b",
        "provider": provider,
        "usd_per_month": usd,
        "usd_per_million_tokens": usd / (volume * 30.4375 * 700) * 1e6,
        "lines": (BillLine(name="tokens", usd_per_month=usd, source="example"),),
        "quality": LOWER if "llama" in offer else UNKNOWN_QUALITY,
        **more,
    }
    return Option(**fields)  # type: ignore[arg-type]


def excused(offer: str, reason: str, detail: str) -> Option:
    """Return a rejected option."""
    return Option(
        id=offer,
        kind="rented",
        model="llama-3.1-405b",
        provider="lambda",
        quality=UNKNOWN_QUALITY,
        excuse=Excuse(reason=reason, detail=detail),  # type: ignore[arg-type]
    )


def make_decision(*, volume: float = 100_000.0, feasible: bool = True) -> Decision:
    """Return a decision between three offers, with two rejected."""
    fleet = FleetSize(replicas_peak=2, replicas_mean=2.0, gpus=2, utilization=0.043)
    latency = Latency(ttft_p50_ms=40, ttft_p99_ms=312, tpot_p50_ms=11, tpot_p99_ms=24)
    spot = ("spot: may be taken back at short notice",)
    found = [
        priced(
            HOSTED, "hosted", volume, p_best=0.917, usd_per_month_p05=101, usd_per_month_p95=170
        ),
        priced(API, "api", volume, p_best=0.0),
        priced(RENTED, "rented", volume, p_best=0.083, fleet=fleet, latency=latency, flags=spot),
    ]
    found = sorted(found, key=lambda o: o.usd_per_month or 0.0) if feasible else []
    rejected = [
        excused(
            f"self:llama-3.1-405b@H100-SXMx{n}",
            "does-not-fit-in-memory",
            f"needs 810 GB of weights, {n} x 71.3 GiB are usable",
        )
        for n in (1, 2, 4)
    ] + [excused("hosted:acme/llama-3.1-405b", "price-stale", "its price is 400 days old")]
    ids = list(CURVES)
    stacked = CostCurve(
        **{
            name: np.array([float(getattr(CURVES[i], name)) for i in ids])
            for name in ("fixed", "per_request", "step_usd", "step_requests", "minimum_steps")
        }
    )
    pairs = [(a, b) for i, a in enumerate(ids) for b in ids[i + 1 :]]
    return Decision(
        as_of=date(2026, 9, 1),
        workload=Workload(
            requests_per_day=volume,
            input_tokens=Lengths.constant(500),
            output_tokens=Lengths.constant(200),
            cached_input_share=0.2,
            provenance=SAID,
        ),
        demand=Demand(relative=np.ones(24), peak_hour=2.1, burst=1.4, provenance=SAID),
        targets=LatencyTargets(ttft_p99_ms=2000, tpot_p99_ms=50),
        options=(*found, *rejected),
        weighed=len(found) + len(rejected),
        regions=regions(stacked, ids, low=1.0, high=1e9) if feasible else (),
        curves=CURVES if feasible else {},
        crossings={p: cross(CURVES[p[0]], CURVES[p[1]], names=p) for p in pairs}
        if feasible
        else {},
        assumptions=(
            Assumption(
                id="burst",
                value=1.4,
                low=1.1,
                high=2.0,
                unit="ratio",
                description="busiest minute over its hour",
                provenance=SAID,
            ),
            Assumption(
                id="speed_error",
                value=0.18,
                low=0.18,
                high=0.18,
                unit="share",
                description="standard deviation of the predicted speed",
                provenance=Provenance(source="general knowledge", verified=False),
            ),
        ),
        warnings=("the price of hosted:acme/llama-3.1-405b is older than a year",),
        reference_model="gpt-4o-mini",
        days_per_month=30.4375,
        samples=512,
    )


def copy_of(decision: Decision, **changed: object) -> Decision:
    """Return a decision with some fields changed."""
    return replace(decision, **changed)  # type: ignore[arg-type]
