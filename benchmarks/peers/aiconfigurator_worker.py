"""Answer questions with AIConfigurator; runs in its environment and imports nothing of ours.

    build/venv-aiconfigurator/bin/python -m benchmarks.peers.aiconfigurator_worker ASKED ANSWERED

ASKED is a JSON list of questions, ANSWERED becomes `{"version", "answers"}`.
"""

import json
import logging
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

LADDER = (1, 16, 32, 64, 128, 256, 512, 1024, 2048)
BUDGETS = (None, 8192)
"""Batches, and budgets of context tokens in a step, tried where all requests come at once."""
DATABASES = ("SILICON", "HYBRID")
TOO_MUCH = "batch exceeds its KV cache"

Estimate = Callable[..., Any]


def numbers(version: str) -> tuple[int, ...]:
    """Return the leading release of a version.

    >>> numbers("1.2.0rc6.post2"), numbers("nightly-dev")
    ((1, 2, 0), ())
    """
    found = re.match(r"v?(\d+(?:\.\d+)*)", version)
    return tuple(int(part) for part in found[1].split(".")) if found else ()


def nearest(wanted: str, offered: Sequence[str]) -> str:
    """Return the offered version nearest to the wanted one; the first where that is unknown.

    >>> nearest("0.27.1", ["0.24.0", "0.27.0"]), nearest("", ["0.24.0", "0.27.0"])
    ('0.27.0', '0.24.0')
    """

    def distance(version: str) -> list[int]:
        pairs = zip(numbers(version), numbers(wanted), strict=False)
        return [abs(one - other) for one, other in pairs]

    return min(offered, key=distance) if numbers(wanted) else offered[0]


def arguments(asked: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Return the arguments of `cli_estimate`, but for what a step holds."""
    return {
        "model_path": asked["model"],
        "system_name": asked["system"],
        "mode": "agg",
        "backend_name": asked["backend"],
        "backend_version": version,
        "isl": asked["isl"],
        "osl": asked["osl"],
        "tp_size": asked["tp"],
        "pp_size": asked["pp"],
        "attention_dp_size": asked["dp"],
        "moe_tp_size": asked["moe_tp"],
        "moe_ep_size": asked["moe_ep"],
        "gemm_quant_mode": asked["gemm"],
        "moe_quant_mode": asked["moe"],
        "kvcache_quant_mode": asked["kv"],
    }


def steps(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what steps may hold: as asked, or all that is tried."""
    if asked["batch"] is not None:
        return [{"batch_size": asked["batch"], "ctx_tokens": asked["ctx_tokens"]}]
    own = [budget for budget in BUDGETS if budget is None or budget > asked["isl"]]
    return [{"batch_size": batch, "ctx_tokens": budget} for batch in LADDER for budget in own]


def estimated(estimate: Estimate, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return one estimate, of measured operators or else of modelled ones too, or its reason."""
    reason = ""
    for database in DATABASES:
        try:
            found = estimate(database_mode=database, **given)
        except Exception as error:  # whatever a peer raises is its answer
            reason = f"{type(error).__name__}: {error}".split("\n")[0]
            if "OOM" in reason:
                break
            continue
        if found.kv_cache_warning:
            return {"reason": TOO_MUCH}
        return {
            "ttft_ms": float(found.ttft),
            "tpot_ms": float(found.tpot),
            "tokens_per_second": float(found.raw["tokens/s"]),
            "database": database,
        }
    return {"reason": reason}


def answer(estimate: Estimate, asked: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Answer a question, with the time it took and how many estimates."""
    given = arguments(asked, version)
    tried = steps(asked)
    start = time.perf_counter()
    found = [estimated(estimate, {**given, **step}) for step in tried]
    seconds = time.perf_counter() - start
    good = [one for one in found if "reason" not in one]
    best = max(good, key=lambda one: one["tokens_per_second"]) if good else found[0]
    return {**best, "version": version, "seconds": seconds, "estimates": len(tried)}


def main(paths: Sequence[str]) -> int:
    """Answer the questions of a file."""
    logging.disable(logging.CRITICAL)
    from importlib.metadata import version

    from aiconfigurator.cli.api import cli_estimate
    from aiconfigurator_core.sdk.perf_database import get_version_slots

    questions = json.loads(Path(paths[0]).read_text(encoding="utf-8"))
    slots: dict[tuple[str, str], list[str]] = {}
    answers = []
    for asked in questions:
        key = asked["system"], asked["backend"]
        if key not in slots:
            slots[key] = list((get_version_slots(*key) or {}).values())
        if slots[key]:
            chosen = nearest(asked["engine_version"], slots[key])
            answers.append(answer(cli_estimate, asked, chosen))
        else:
            answers.append({"reason": "no database of this system and engine"})
    written = {"version": version("aiconfigurator"), "answers": answers}
    Path(paths[1]).write_text(json.dumps(written), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
