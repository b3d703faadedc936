"""What each tool's arguments become, and which files they may name."""

from collections.abc import Callable
from typing import Any

from breakeven.domain.errors import InputError, UsageError
from breakeven.domain.portfolio import Portfolio
from breakeven.inputs.claim_toml import claim_of, read_claim
from breakeven.inputs.portfolio import portfolio_of
from breakeven.inputs.workload_toml import is_workload
from breakeven.mcp_server.allowed import Allowed

Asked = dict[str, Any]
Guard = Callable[[Allowed, Asked], Asked]
MOST_REPLICAS = 1_000
"""That an assistant may have simulated."""


def as_asked(_: Allowed, asked: Asked) -> Asked:
    """Return what names no files."""
    return asked


def with_logs(name: str) -> Guard:
    """Return a guard of a parameter that names logs."""

    def guard(allowed: Allowed, asked: Asked) -> Asked:
        if asked.get(name):
            asked[name] = [str(allowed.file(log)) for log in asked[name]]
        return asked

    return guard


def decide(allowed: Allowed, asked: Asked) -> Asked:
    """Guard a question, and leave out what only shapes its answer."""
    for name in ("top", "form"):
        asked.pop(name, None)
    if asked.get("scenario"):
        asked["scenario"] = allowed.scenario(asked["scenario"])
    allowed.names([*asked.get("models", ()), asked.get("like") or ""])
    return with_logs("usage_log")(allowed, asked)


def cross(allowed: Allowed, asked: Asked) -> Asked:
    """Guard two offers."""
    allowed.names((asked["first"], asked["second"]))
    return asked


def size(allowed: Allowed, asked: Asked) -> Asked:
    """Guard a model, and logs."""
    allowed.names((asked["model"],))
    return with_logs("usage_log")(allowed, asked)


def simulate(allowed: Allowed, asked: Asked) -> Asked:
    """Guard a log, a workload or a scenario, and how much is simulated."""
    allowed.names((asked["model"],))
    path = allowed.file(asked["source"])
    if path.suffix == ".toml" and not is_workload(path):
        allowed.scenario(asked["source"])
    counts = ("replicas", "min_replicas", "prefill_replicas", "decode_replicas")
    if any((asked.get(name) or 0) > MOST_REPLICAS for name in counts):
        raise InputError(f"at most {MOST_REPLICAS:,} replicas are simulated here", where="replicas")
    return {**asked, "source": path}


def plan(allowed: Allowed, asked: Asked) -> Asked:
    """Guard a portfolio: a file, or tables."""
    tables, file = asked.pop("tables", None), asked.pop("portfolio_file", None)
    if bool(tables) == bool(file):
        raise UsageError("give the workloads once: as tables, or as a file where one is allowed")
    found = allowed.portfolio(file) if file else _tables(allowed, tables)
    return {**asked, "portfolio": found}


def _tables(allowed: Allowed, tables: dict[str, Any]) -> Portfolio:
    rows = tables.get("workloads")
    listed = rows if isinstance(rows, list) else []
    checked = [_named(allowed, row) for row in listed if isinstance(row, dict)]
    found = portfolio_of({**tables, "workloads": checked})
    allowed.members(found.workloads)
    return found


def _named(allowed: Allowed, row: dict[str, Any]) -> dict[str, Any]:
    """Return a workload whose scenario, if it names one, is an allowed file."""
    if "scenario" not in row:
        return row
    return {**row, "scenario": str(allowed.scenario(str(row["scenario"])))}


def check(allowed: Allowed, asked: Asked) -> Asked:
    """Guard a scenario and the decision that it is compared with."""
    scenario, baseline = allowed.scenario(asked["scenario"]), allowed.file(asked["baseline"])
    return {**asked, "scenario": scenario, "baseline": baseline}


def diff(allowed: Allowed, asked: Asked) -> Asked:
    """Guard two decisions or scenarios."""
    return {**asked, **{name: allowed.decision(asked[name]) for name in ("before", "after")}}


def audit(allowed: Allowed, asked: Asked) -> Asked:
    """Guard a claim: a file, or what was said."""
    file = asked.pop("claim_file", None)
    said = asked.pop("claim", None)
    claim = read_claim(allowed.file(file)) if file else claim_of(said or {})
    allowed.names((claim.model,))
    return {**asked, "claim": claim}


def fact(allowed: Allowed, asked: Asked) -> Asked:
    """Guard a name."""
    allowed.names((asked["name"],))
    return asked
