"""A decision whose names are markup in every language that a report is written in."""

from dataclasses import replace

from breakeven.economics.decision import Decision
from tests.outputs.ahead import make_ahead
from tests.outputs.handmade import HOSTED

MARKUP = (
    "<script>alert('x')</script> <b>b</b> &amp; #let x = 1; #panic() =cmd|' /C calc'!A1 *bold*"
    ' _it_ $y^2$ @ref <label> [a](http://b.c) www.b.c `code` \\ ~~s~~ {{ 1 }} "quoted" // --- '
)
LONG = "hosted:acme/" + "m" * 120


def make_hostile() -> Decision:
    """Return a decision with hostile and long names wherever a name is the user's."""
    found = make_ahead()
    renamed = tuple(replace(o, id=LONG) if o.id == HOSTED else o for o in found.options)
    return replace(
        found,
        workload=replace(found.workload, name=MARKUP),
        options=tuple(replace(o, flags=(MARKUP,)) for o in renamed),
        curves={(LONG if k == HOSTED else k): v for k, v in found.curves.items()},
        warnings=(MARKUP, f"# {MARKUP}", f"1. {MARKUP}", f"- {MARKUP}", "```", "|"),
        assumptions=(
            *found.assumptions,
            replace(found.assumptions[0], id="x|y", description=MARKUP),
        ),
    )
