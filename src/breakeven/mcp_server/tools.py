"""Which verbs an assistant has, how each is asked and answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import Signature, cleandoc
from pathlib import Path
from typing import Any, Literal

from breakeven import api
from breakeven.mcp_server import guards
from breakeven.mcp_server.allowed import Allowed
from breakeven.mcp_server.guards import Asked, Guard
from breakeven.mcp_server.signatures import Added, Words, tool_signature
from breakeven.mcp_server.trimming import rounded, short, trimmed_decision, trimmed_facts

TOP = Added(type=int, default=10, words="Options to return, best first.")
CLAIM = Added(
    type=dict[str, Any] | None,
    default=None,
    words="The claim: title, source, inputs {name: value}, answers [{quantity, value}]; names are"
    " listed by claim_terms.",
)
TABLES = Added(
    type=dict[str, Any] | None,
    default=None,
    words="The portfolio: {workloads: [{name, workload: {requests_per_day, input_tokens,"
    " output_tokens}, targets, models: {like or only}, rules}]}; what all share may be said once,"
    " beside workloads.",
)
FORM = Added(
    type=Literal["md", "json"],
    default="md",
    words="md: a report in Markdown; json: the decision, with so many options.",
)
FILES = "Files on the user's machine, in the folders that the user allowed."
FIXED = ("facts",)
"""Said once, when the server is started."""
NOT_FOR_ASSISTANTS = (
    "engine",
    "output",
    "network",
    "seed",
    "samples",
    "influences",
    "progress",
    "redact",
)
"""Connections, files that are written, downloads, what only slows an answer down or shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One verb as a tool."""

    name: str
    verb: Callable[..., Any]
    description: str
    guard: Guard
    """Turns what was asked into the verb's arguments; refuses files that are not allowed."""
    trim: Callable[[Any, Asked], Any]
    files: tuple[str, ...] = ()
    """Parameters that name files: there only where folders are allowed."""
    hidden: tuple[str, ...] = ()
    added: Mapping[str, Added] = field(default_factory=dict)
    only_files: bool = False
    """Whether nothing can be asked without files."""

    def signature(self, words: Words, *, with_files: bool) -> Signature:
        """Return the parameters, each with its words."""
        gone = () if with_files else self.files
        files = dict.fromkeys(self.files, FILES)
        added = {name: a for name, a in self.added.items() if name not in gone}
        return tool_signature(
            self.verb,
            words={**words, **files},
            hidden=(*FIXED, *self.hidden, *gone),
            added=added,
        )

    def answer(self, asked: Asked, *, allowed: Allowed, facts: Path | None) -> Any:
        """Return what the verb answers, trimmed; raise BreakevenError with what is wrong."""
        given = self.guard(allowed, {**asked})
        extra = {} if self.verb is api.claim_terms else {"facts": facts}
        return rounded(self.trim(self.verb(**given, **extra), asked))


def _first_lines(verb: Callable[..., Any]) -> str:
    return cleandoc(verb.__doc__ or "").partition("\n\n")[0]


def _reported(found: Any, asked: Asked) -> dict[str, Any]:
    """Return a decision as a report's text, or as JSON; nothing is written."""
    if asked.get("form") == "json":
        return trimmed_decision(found.to_dict(), top=max(asked.get("top") or 0, 1))
    from breakeven.outputs.report import rendered

    return {"markdown": rendered(found, ".md").decode()}


def _cut(found: Any, _: Asked) -> Any:
    return short(found.to_dict())


def _whole(found: Any, _: Asked) -> Any:
    return found.to_dict()


def _tools() -> tuple[Tool, ...]:
    hidden = NOT_FOR_ASSISTANTS
    return (
        Tool(
            name="decide",
            verb=api.decide,
            description="Compare all ways to serve an LLM workload: proprietary APIs, the same open"
            " weights hosted by someone, rented and own GPUs; cheapest first, with reasons, how"
            " sure it is (p_best), and where the answer flips. Say the traffic (requests_per_day,"
            " input_tokens, output_tokens), or give a log or a scenario.",
            guard=guards.decide,
            trim=lambda found, asked: trimmed_decision(
                found.to_dict(), top=max(asked.get("top") or 0, 1)
            ),
            files=("scenario", "usage_log", "column_map"),
            hidden=hidden,
            added={"top": TOP},
        ),
        Tool(
            name="report",
            verb=api.decide,
            description="Decide as `decide` does, and return the whole report as Markdown: the"
            " answer, bills line by line with sources, the months ahead, every assumption, and how"
            " it was computed. Nothing is written.",
            guard=guards.decide,
            trim=_reported,
            files=("scenario", "usage_log", "column_map"),
            hidden=hidden,
            added={"form": FORM, "top": TOP},
        ),
        Tool(
            name="plan",
            verb=api.plan,
            description="Plan many workloads at once: who runs where, on which shared machines, at"
            " what cost, with a bound on any better plan and what each rule costs.",
            guard=guards.plan,
            trim=_cut,
            files=("portfolio_file",),
            hidden=(*hidden, "portfolio", "gap"),
            added={
                "tables": TABLES,
                "portfolio_file": Added(type=str | None, default=None, words=FILES),
            },
        ),
        Tool(
            name="check",
            verb=api.check,
            description="Say whether a stored decision still holds today: whether the"
            " recommendation flips, or costs more than a limit, and why.",
            guard=guards.check,
            trim=_cut,
            files=("scenario", "baseline"),
            hidden=hidden,
            only_files=True,
        ),
        Tool(
            name="diff",
            verb=api.diff,
            description="Explain what changed between two decisions: the question, the facts, each"
            " line of the bills.",
            guard=guards.diff,
            trim=_cut,
            files=("before", "after"),
            hidden=hidden,
            only_files=True,
        ),
        Tool(
            name="simulate",
            verb=api.simulate,
            description="Serve the very requests of a log on replicas, token by token, and say how"
            " long users wait.",
            guard=guards.simulate,
            trim=_whole,
            files=("source", "column_map"),
            hidden=tuple(name for name in hidden if name != "engine"),
            only_files=True,
        ),
        Tool(
            name="cross",
            verb=api.cross,
            description="Find every volume at which the cheaper of two offers changes. An offer is"
            " api:MODEL, hosted:PROVIDER/MODEL or self:MODEL@GPUxN with optional"
            " ,precision=fp8,provider=NAME,purchase=on-demand.",
            guard=guards.cross,
            trim=_whole,
            hidden=hidden,
        ),
        Tool(
            name="size",
            verb=api.size,
            description=_first_lines(api.size)
            + " Says whether a model fits on some GPUs and how fast one replica serves.",
            guard=guards.size,
            trim=_whole,
            files=("usage_log", "column_map"),
            hidden=tuple(name for name in hidden if name != "engine"),
        ),
        Tool(
            name="usage",
            verb=api.usage,
            description="Read usage logs: requests, tokens, peaks, and what they cost at list"
            " prices.",
            guard=guards.with_logs("paths"),
            trim=_whole,
            files=("paths",),
            hidden=hidden,
            only_files=True,
        ),
        Tool(
            name="facts_find",
            verb=api.facts_find,
            description="Find the facts that answers rest on (prices, GPUs, models, licences,"
            " assumptions) by a word, each with value, unit, date and source.",
            guard=guards.as_asked,
            trim=lambda found, _: trimmed_facts({"facts": found}, key="facts"),
        ),
        Tool(
            name="facts_show",
            verb=api.facts_show,
            description="Show all that is known of one model, accelerator, engine, licence or"
            " source.",
            guard=guards.fact,
            trim=lambda found, _: (
                trimmed_facts(found, key="values") if found.get("values") else found
            ),
        ),
        Tool(
            name="audit",
            verb=api.audit,
            description="Recompute a published cost claim from its own inputs: what holds, what"
            " contradicts itself, what it leaves out.",
            guard=guards.audit,
            trim=_whole,
            files=("claim_file",),
            hidden=("claim",),
            added={"claim": CLAIM, "claim_file": Added(type=str | None, default=None, words=FILES)},
        ),
        Tool(
            name="claim_terms",
            verb=api.claim_terms,
            description="List the names that claims may use, with unit, meaning and formulas; of"
            " those that mention a word.",
            guard=guards.as_asked,
            trim=lambda found, _: found,
        ),
    )


TOOLS = _tools()
