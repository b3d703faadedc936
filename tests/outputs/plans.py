"""A plan by hand."""

from dataclasses import replace
from datetime import date

import numpy as np

from breakeven.studies.portfolio.answer import (
    Assignment,
    Bill,
    Confirmed,
    Fleet,
    PortfolioPlan,
    Purchase,
    Resident,
    RulePrice,
    Shared,
)

OWN = "self:llama-3.1-8b@L4x1,precision=fp8,engine=vllm,provider=aws,region=eu,machine=1"
API = "api:openai/gpt-4o-mini"


BESIDE = "self:phi-4@L4x1,precision=int4,engine=vllm,provider=aws,region=eu,machine=1"
TOGETHER = f"shared:{OWN}+{BESIDE}"


def make_shared_plan() -> PortfolioPlan:
    """Return the plan with two models on the machines, which was not simulated."""
    found = make_plan()
    (fleet,) = found.fleets
    chat, api, tags = found.assignments
    shared = Shared(
        models=(
            Resident(option=OWN, model="llama-3.1-8b", workloads=("chat",), cache_share=0.4),
            Resident(option=BESIDE, model="phi-4", workloads=("tags",), cache_share=0.25),
        ),
        held_gib=17.5,
        usable_gib=20.0,
        busy_at_peak=0.61,
        busy_limit=0.7,
    )
    return replace(
        found,
        assignments=(
            replace(chat, option=TOGETHER),
            api,
            replace(tags, option=TOGETHER, model="phi-4"),
        ),
        fleets=(
            replace(fleet, option=TOGETHER, shared=shared, simulated_requests=0, confirmed=()),
        ),
    )


def make_plan(*, missed: bool = False) -> PortfolioPlan:
    """Return a plan of two workloads, one of them on machines."""
    return PortfolioPlan(
        as_of=date(2026, 11, 24),
        name="two",
        usd_per_month=1_000.0,
        bound_usd_per_month=995.0,
        linear_bound_usd_per_month=900.0,
        gap=0.005,
        alone_usd_per_month=1_250.0,
        assignments=(
            Assignment(workload="chat", option=OWN, share=0.7, model="llama-3.1-8b"),
            Assignment(workload="chat", option=API, share=0.3, model="gpt-4o-mini"),
            Assignment(
                workload="tags", option=OWN, share=1.0, model="llama-3.1-8b", flags=("a clause",)
            ),
        ),
        fleets=(
            Fleet(
                option=OWN,
                pool="aws g6 eu",
                workloads=("chat", "tags"),
                machines_peak=3,
                machines_mean=2.25,
                busy=0.7,
                fixed_usd_per_month=100.0,
                simulated_requests=8_192,
                confirmed=(
                    Confirmed(
                        workload="chat", ttft_p99_ms=900.0, tpot_p99_ms=40.0, meets_targets=True
                    ),
                    Confirmed(
                        workload="tags",
                        ttft_p99_ms=950.0,
                        tpot_p99_ms=45.0,
                        meets_targets=not missed,
                    ),
                ),
            ),
        ),
        purchases=(
            Purchase(
                pool="aws g6 eu",
                commitment="reserved-1y",
                committed=2,
                by_the_hour_mean=0.25,
                machines_peak=3,
                usd_per_month=700.0,
                committed_usd_each=300.0,
                hourly_usd_each=400.0,
                needed=np.array([3.0, 2.0, 2.0, 2.0]),
            ),
        ),
        bills=(
            Bill(
                workload="chat",
                usd_per_month=600.0,
                alone_usd_per_month=700.0,
                alone_option=API,
            ),
            Bill(
                workload="tags",
                usd_per_month=400.0,
                alone_usd_per_month=550.0,
                alone_option=OWN,
            ),
        ),
        allocation="shapley",
        rules=(
            RulePrice(
                workload="tags",
                rule="data_stays",
                usd_per_month=120.0,
                without_usd_per_month=880.0,
            ),
        ),
        weighed=1_234,
        hours=24,
        facts={},
    )
