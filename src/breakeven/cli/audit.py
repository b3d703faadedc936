"""`breakeven audit`."""

from typing import Annotated

from cyclopts import App, Parameter

from breakeven.cli import options as o
from breakeven.cli.answer import answer
from breakeven.domain.errors import GateFailed, UsageError

EXAMPLES = r"""
A claim is a TOML file: its inputs, its published answers, its source; see
docs/how-to/audit-a-claim.md. Whether it holds or not, the exit code is 0;
with --strict it is 4 where the claim contradicts itself.

Examples:

  breakeven audit examples/claims/aks-crossover.toml
  breakeven audit examples/claims/lenovo-lp2225.toml --steps --strict
  breakeven audit --terms payback
""".strip()
app = App(name="audit", help_epilogue=EXAMPLES)


@app.default
def audit(
    claim: Annotated[str | None, Parameter(help="A claim as TOML; - is stdin.")] = None,
    /,
    *,
    terms: Annotated[
        str | None, Parameter(help="List the names that mention a word, with their formulas.")
    ] = None,
    steps: Annotated[
        bool,
        Parameter(help="Show the steps of what holds, too.", negative="", show_default=False),
    ] = False,
    strict: Annotated[
        bool,
        Parameter(
            help="Exit with 4 where the claim contradicts itself.", negative="", show_default=False
        ),
    ] = False,
    as_of: o.AsOf = None,
    facts: o.Facts = None,
    json: o.Json = False,
) -> int:
    """Recompute a published cost claim from its own inputs; say what it leaves out."""
    from breakeven import api
    from breakeven.outputs.audit_table import audit_table, terms_table

    if terms is not None:
        known = api.claim_terms(terms)
        answer(known, lambda: terms_table(known), json=json)
        return 0
    if claim is None:
        raise UsageError("name a claim's file, or --terms WORD")
    found = api.audit("-" if claim == o.STDIN else claim, as_of=as_of, facts=facts)
    answer(
        found.to_dict(), lambda: audit_table(found, steps=steps), json=json, warnings=found.warnings
    )
    return (
        GateFailed.exit_code
        if strict and found.verdict in ("contradicts-itself", "unlabelled")
        else 0
    )
