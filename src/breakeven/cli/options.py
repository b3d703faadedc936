"""The options that several verbs share: each is defined once, with its words and limits."""

from collections.abc import Sequence
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter, Token

from breakeven.domain.errors import InputError

STDIN = "<stdin>"
"""What `-` is called while options are read."""


def positive(_: object, value: float | None) -> None:
    """Refuse what is not a number above 0."""
    if value is not None and not (isfinite(value) and value > 0):
        raise ValueError("Expected a number above 0.")


def at_least_zero(_: object, value: float | None) -> None:
    """Refuse what is not a number from 0 on."""
    if value is not None and not (isfinite(value) and value >= 0):
        raise ValueError("Expected a number from 0 on.")


def from_one(_: object, value: int) -> None:
    """Refuse what is not a number from 1 on."""
    if value < 1:
        raise ValueError("Expected 1 or more.")


def share(_: object, value: float | None) -> None:
    """Refuse what is not a share."""
    if value is not None and not 0 <= value <= 1:
        raise ValueError("Expected a share from 0 to 1.")


def whole(_: object, tokens: Sequence[Token]) -> int:
    """Read a whole number; a fraction is refused instead of cut."""
    said = tokens[0].value
    try:
        return int(said)
    except ValueError:
        raise ValueError(f'Expected a whole number, read "{said}".') from None


Json = Annotated[bool, Parameter(help="Print one JSON object.", negative="", show_default=False)]
AsOf = Annotated[
    date | None, Parameter(help="Answer with the facts of this day, YYYY-MM-DD (default: today).")
]
Facts = Annotated[
    Path | None, Parameter(help="Folder with your own facts, which add to the shipped ones.")
]
Simulate = Annotated[
    Literal["leaders", "all", "none"],
    Parameter(
        help="Own machines to simulate on the workload's requests: all that could be the"
        " cheapest, all (a minute), or none."
    ),
]
ModelName = Annotated[str, Parameter(help="Short name or Hugging Face id.")]
Gpu = Annotated[str, Parameter(help="The accelerator, such as H100 or L4.")]
GpuCount = Annotated[
    int, Parameter(help="GPUs of one replica.", converter=whole, validator=positive)
]
Precision = Annotated[str | None, Parameter(help="Of the weights (default: the model's own).")]
Engine = Annotated[
    str, Parameter(help="What serves it; @ and a version give its older defaults: vllm@0.6.")
]
TensorParallel = Annotated[
    int | None,
    Parameter(
        help="GPUs that share each layer (default: all).", converter=whole, validator=positive
    ),
]
MaxNumSeqs = Annotated[
    int | None,
    Parameter(
        help="Most sequences in one batch (default: the engine's).",
        converter=whole,
        validator=positive,
    ),
]
MaxNumBatchedTokens = Annotated[
    int | None,
    Parameter(
        help="Most tokens in one step (default: the engine's).",
        converter=whole,
        validator=positive,
    ),
]
DraftTokens = Annotated[
    int | None,
    Parameter(
        help="Speculative decoding: tokens drafted for each sequence in a step.",
        converter=whole,
        validator=positive,
    ),
]
Acceptance = Annotated[
    float | None,
    Parameter(help="Chance that a drafted token is accepted, 0 to 1.", validator=share),
]
InputTokens = Annotated[
    float | None, Parameter(help="Tokens of a mean request's input.", validator=positive)
]
OutputTokens = Annotated[
    float | None, Parameter(help="Tokens of a mean request's output.", validator=positive)
]
CachedShare = Annotated[
    float | None,
    Parameter(help="Share of the input that a prefix cache holds, 0 to 1.", validator=share),
]
Ttft = Annotated[
    float | None,
    Parameter(
        name="--ttft-p99-ms",
        help="Most milliseconds to the first token, at p99.",
        validator=positive,
    ),
]
Tpot = Annotated[
    float | None,
    Parameter(
        name="--tpot-p99-ms",
        help="Most milliseconds per further token, at p99.",
        validator=positive,
    ),
]
EndToEnd = Annotated[
    float | None,
    Parameter(
        name="--e2e-p99-ms",
        help="Most milliseconds to the last token, at p99.",
        validator=positive,
    ),
]
Profile = Annotated[
    str | None, Parameter(help="How traffic spreads over a day, where no log tells.")
]
DaysPerMonth = Annotated[
    float | None, Parameter(help="Days of a month (default: 30.4375).", validator=positive)
]
Without = Annotated[
    tuple[str, ...],
    Parameter(
        help="Leave out lines of the bill by their names or the ids of what they rest on: people,"
        " 'on call', observability, spare_machines, …",
        negative="",
        show_default=False,
    ),
]
Purchases = Annotated[
    tuple[str, ...],
    Parameter(
        help="Ways to pay for machines: on-demand, spot, reserved-1y, reserved-3y, managed, owned,"
        " colocation, workstation; A,B, or repeated.",
        negative="",
        show_default=False,
    ),
]
RuleNames = Annotated[
    tuple[str, ...],
    Parameter(
        name=["--rule", "--rules"],
        help="Rules as in a scenario's [rules]: NAME=VALUE, or NAME alone for yes; may be repeated:"
        " data_stays=eu, approved_providers=aws,gcp, no_retention, monthly_users=50000,"
        " max_kg_co2e_per_month=2000, …",
        negative="",
        show_default=False,
    ),
]
Months = Annotated[
    int | None,
    Parameter(help="Months to look ahead (default: 36).", validator=positive),
]
Growth = Annotated[
    float | None,
    Parameter(help="Growth of the traffic from month to month: 0.03 for 3 %."),
]
DiscountRate = Annotated[
    float | None, Parameter(help="What later money is worth less, a year (default: 0.08).")
]
Chart = Annotated[
    Path | None, Parameter(help="Draw the cost curves to a file: .svg, .png or .json.")
]
Samples = Annotated[
    int,
    Parameter(
        help="Samples of the uncertain inputs; 0 for none.",
        converter=whole,
        validator=at_least_zero,
    ),
]
Charts = Annotated[
    Path | None, Parameter(help="Draw every picture of the answer into a folder, as .svg.")
]
UsageLog = Annotated[
    tuple[str, ...],
    Parameter(
        help="Take the traffic from a log; - is stdin. May be repeated.",
        negative="",
        show_default=False,
    ),
]
ColumnMap = Annotated[
    str | None,
    Parameter(
        name="--map",
        help="Columns of an unknown log: time=COL,input=COL,output=COL[,cached=COL,model=COL,"
        "priority=COL].",
    ),
]


def columns_of(said: str | None) -> dict[str, str] | None:
    """Return `time=COL,input=COL` as a mapping.

    >>> columns_of("time=ts,input=prompt tokens")
    {'time': 'ts', 'input': 'prompt tokens'}
    """
    if said is None:
        return None
    columns: dict[str, str] = {}
    for pair in said.split(","):
        role, equals, column = (part.strip() for part in pair.partition("="))
        if not (role and equals and column):
            expected = "expected time=COL,input=COL,output=COL"
            raise InputError(f"cannot read {pair!r}; {expected}", where="--map")
        if role in columns:
            raise InputError(f"names the column of {role!r} twice", where="--map")
        columns[role] = column
    return columns


def rules_of(said: Sequence[str]) -> dict[str, object] | None:
    """Return rules that were typed as NAME=VALUE; the library checks them.

    >>> rules_of(["data_stays=eu", "eu_providers=mistral,azure", "no_retention"])
    {'data_stays': 'eu', 'eu_providers': ['mistral', 'azure'], 'no_retention': True}
    """
    from breakeven.domain.rules import Rules

    found: dict[str, object] = {}
    for one in said:
        name, equals, value = (part.strip() for part in one.partition("="))
        name = name.replace("-", "_")
        if name in found:
            raise InputError(f"says {name!r} twice", where="--rule")
        usual = getattr(Rules(), name, None)
        if isinstance(usual, tuple):
            found[name] = list(listed([value]))
        elif isinstance(usual, dict):
            pairs = (pair.partition(":") for pair in listed([value]))
            found[name] = {who.strip(): most.strip() for who, _, most in pairs}
        else:
            found[name] = value if equals else True
    return found or None


def paths_of(said: Sequence[str]) -> tuple[str, ...]:
    """Return paths as they were typed, `-` for stdin."""
    return tuple("-" if path == STDIN else path for path in said)


def listed(said: Sequence[str]) -> tuple[str, ...]:
    """Return names that were repeated or separated by commas.

    >>> listed(["a,b", "c"])
    ('a', 'b', 'c')
    """
    return tuple(name.strip() for names in said for name in names.split(",") if name.strip())
