"""A small market of two models, and questions about tasks."""

from datetime import date
from typing import Any

import numpy as np

from breakeven.domain.evaluation import Evaluation
from breakeven.domain.model import Model, QualityScore
from breakeven.domain.model_tokens import ModelTokens, TokenizerRatio, Verbosity
from breakeven.domain.provenance import Assumption, Provenance
from breakeven.domain.quality import QualityChange
from breakeven.domain.rules import Licence, Rules
from breakeven.domain.tasks import Tasks
from breakeven.domain.workload import LatencyTargets, Lengths, Workload
from breakeven.economics.demand import Demand
from breakeven.economics.market import Market, Question
from breakeven.economics.token_ratios import TokenFacts

SAID = Provenance(source="example")


def model(name: str, **more: Any) -> Model:
    defaults: dict[str, Any] = {
        "id": name,
        "name": name,
        "family": name,
        "maker": "m",
        "model_class": "open-weight",
        "licence": "l",
        "native_precision": "bf16",
        "modalities": ("text",),
        "parameters_billion": 8.0,
        "provenance": SAID,
    }
    return Model(**{**defaults, **more})


MINI = model("mini", model_class="proprietary")
OPEN = model("open-8b")


def change(scope: str, precision: str, task: str, *percent: float) -> QualityChange:
    low, mid, high = percent if len(percent) == 3 else percent * 3
    return QualityChange(
        scope=scope,
        precision=precision,
        task=task,
        change_low=low,
        change_mid=mid,
        change_high=high,
        unit="percent",
        provenance=SAID,
    )


LICENCE = Licence(
    id="l",
    name="L",
    url="",
    open_source=True,
    commercial_use=True,
    monthly_users_limit=0,
    third_party_hosting=True,
    outputs_may_train_models="yes",
    attribution="",
    eu_excluded_modalities=(),
    clauses=(),
    provenance=SAID,
)
CHANGES = (
    change("all", "fp8", "general", -0.5, 0.0, 0.5),
    change("70b-and-above", "int4", "general", -3.0, -1.5, 0.0),
    change("below-70b", "int4", "general", -4.5, -2.5, -0.5),
    change("all", "int4", "long-context", -59.0, -5.0, 0.0),
    change("open-8b", "int4", "humaneval", -6.4, -3.4, -0.3),
    change("below-70b", "int4", "code", -8.0, -3.0, -0.1),
)


def score(name: str, value: float, note: str = "leaderboard") -> QualityScore:
    said = Provenance(source="board", note=note)
    return QualityScore(
        model=name, benchmark="mmlu-pro", score=value, unit="percent", provenance=said
    )


def evaluation(name: str, share: float, samples: int = 200, **more: Any) -> Evaluation:
    return Evaluation(
        model=name,
        success_share=share,
        samples=samples,
        provenance=SAID,
        **{"task": "triage", **more},
    )


def market(**more: Any) -> Market:
    empty = ("accelerators", "engines", "efficiencies", "precisions")
    defaults: dict[str, Any] = {
        "as_of": date(2026, 11, 24),
        "models": {"mini": MINI, "open-8b": OPEN},
        **{name: {} for name in empty},
        "licences": {"l": LICENCE},
        "quality": {"mini": score("mini", 62.0), "open-8b": score("open-8b", 60.0)},
        "token_offers": (),
        "rentals": (),
        "quality_changes": CHANGES,
        "tokens": TokenFacts(),
    }
    return Market(**{**defaults, **more})


def assumption(name: str, low: float, value: float, high: float) -> Assumption:
    return Assumption(
        id=name, value=value, low=low, high=high, unit="", description="", provenance=SAID
    )


ASSUMED = {
    "retry_correlation": assumption("retry_correlation", 0.1, 0.5, 0.9),
    "benchmark_transfer": assumption("benchmark_transfer", 0.25, 0.5, 1.0),
    "quality_tolerance": assumption("quality_tolerance", 0.0, 3.0, 5.0),
}


def question(tasks: Tasks, *evaluations: Evaluation, **more: Any) -> Question:
    workload = Workload(
        requests_per_day=1000,
        input_tokens=Lengths.constant(1000),
        output_tokens=Lengths.constant(100),
        provenance=SAID,
    )
    defaults: dict[str, Any] = {
        "workload": workload,
        "demand": Demand(relative=np.ones(24), peak_hour=1.0, burst=1.0, provenance=SAID),
        "targets": LatencyTargets(),
        "rules": Rules(),
        "reference_model": "mini",
        "named_models": (),
        "assumptions": ASSUMED,
        "days_per_month": 30.0,
        "engine": "vllm",
        "purchases": (),
        "batch": False,
        "assumed_targets": (),
        "without": frozenset(),
        "lines": (),
        "tasks": tasks,
        "evaluations": evaluations,
    }
    return Question(**{**defaults, **more})


def tokenizer(name: str, low: float, ratio: float, high: float) -> TokenizerRatio:
    return TokenizerRatio(
        tokenizer=name, text="english", low=low, ratio=ratio, high=high, provenance=SAID
    )


def kind(prefix: str, tokens: str, reasoning: str = "never") -> ModelTokens:
    return ModelTokens(prefix=prefix, tokenizer=tokens, reasoning=reasoning, provenance=SAID)  # type: ignore[arg-type]


def words(scope: str, to: str, low: float, ratio: float, high: float) -> Verbosity:
    return Verbosity(scope=scope, relative_to=to, low=low, ratio=ratio, high=high, provenance=SAID)


FACTS = TokenFacts(
    tokenizers=(tokenizer("a", 1, 1, 1), tokenizer("b", 1.0, 1.2, 1.3)),
    models=(
        kind("mini", "a"),
        kind("mini-thinks", "a", "always"),
        kind("open", "b"),
        kind("open-thinks", "b", "optional"),
        kind("other", ""),
    ),
    verbosity=(
        words("proprietary", "", 1, 1, 1),
        words("open", "proprietary", 0.8, 1.1, 1.6),
        words("proprietary-reasoning", "proprietary", 1.5, 3, 10),
        words("open-reasoning", "proprietary-reasoning", 1.5, 2.4, 4),
    ),
)
