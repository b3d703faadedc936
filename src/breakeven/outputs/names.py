"""Names of offers as people say them: the model, and where it runs."""

import re
from dataclasses import dataclass

TOGETHER = {
    "cascade": "; escalated to",
    "routing": "; or",
    "split": "; what may go outside to",
    "failover": ", no spare; when it fails",
}
"""How two offers share the requests, between their names."""
SPLIT = re.compile(r"\+(?=(?:api|hosted|reserved_api|self):)")
UNSAID = ("region=", "machine=", "spare=")
"""What is in an offer's full name and not in its short one."""
KINDS = {
    "api": "proprietary API",
    "hosted": "hosted open weights",
    "reserved_api": "reserved API capacity",
    "rented": "rented GPUs",
    "owned": "own GPUs",
    "hybrid": "GPUs and API together",
}
"""Kinds of options in words, in the order in which they are compared."""


@dataclass(frozen=True, slots=True)
class Name:
    """An offer's name in two parts."""

    model: str
    where: str

    def __str__(self) -> str:
        return f"{self.model} {self.where}".strip()


def name_of(offer_id: str) -> Name:
    """Return an offer's name for people; an id of another form stays as it is.

    >>> str(name_of("api:openai/gpt-4o-mini"))
    'gpt-4o-mini from openai'
    >>> str(name_of("self:qwen3-32b@H100-SXMx2,precision=fp8,provider=lambda,purchase=spot"))
    'qwen3-32b on 2 x H100-SXM, fp8, lambda, spot'
    >>> str(name_of("self:gpt-oss-20b@L4x1,purchase=owned+hosted:novita/gpt-oss-20b"))
    'gpt-oss-20b on 1 x L4, owned; above it hosted by novita'
    >>> str(name_of("cascade:hosted:novita/gpt-oss-20b+api:openai/gpt-4o"))
    'gpt-oss-20b hosted by novita; escalated to gpt-4o from openai'
    >>> str(name_of("shared:self:phi-4@L4x1,provider=aws+self:qwen3-8b@L4x1,provider=aws"))
    'phi-4 + qwen3-8b sharing 1 x L4, aws'
    """
    kind, colon, rest = offer_id.partition(":")
    if kind in TOGETHER:
        return _together(kind, rest)
    if kind == "shared":
        return _shared(rest)
    if "+api:" in offer_id or "+hosted:" in offer_id:
        return _both(offer_id)
    if not colon:
        return Name(offer_id, "")
    if kind == "self" and "@" in rest:
        return _machine(rest)
    provider, slash, model = rest.partition("/")
    if kind == "hosted" and slash:
        return Name(model, f"hosted by {provider}")
    if kind == "reserved_api" and slash:
        name, *details = model.split(",")
        told = ", ".join(pair.partition("=")[2] for pair in details)
        return Name(name, f"reserved from {provider}" + (f", {told}" if told else ""))
    if kind in ("api", "hosted") and ",tier=" in model:
        name, tier = model.split(",tier=")
        return Name(name, f"from {provider}, {tier}")
    if kind == "api":
        return Name(model, f"from {provider}") if slash else Name(rest, "API")
    return Name(offer_id, "")


def is_mixture(offer_id: str) -> bool:
    """Return whether an id names offers that serve one workload together.

    >>> is_mixture("self:gpt-oss-20b@L4x1+hosted:novita/gpt-oss-20b"), is_mixture("api:gpt-4o")
    (True, False)
    """
    return offer_id.partition(":")[0] in TOGETHER or SPLIT.search(offer_id) is not None


def _together(kind: str, rest: str) -> Name:
    """Return the name of two offers that share the requests otherwise than above a peak."""
    first, *others = (name_of(part) for part in SPLIT.split(rest))
    words = TOGETHER[kind]
    return Name(first.model, f"{first.where}{''.join(f'{words} {other}' for other in others)}")


def _shared(rest: str) -> Name:
    """Return the name of models on the same machines, with what their names have in common."""
    names = [name_of(part) for part in SPLIT.split(rest)]
    details = [name.where.removeprefix("on ").split(", ") for name in names]
    common = [d for d in details[0] if all(d in other for other in details)]
    return Name(" + ".join(n.model for n in names), f"sharing {', '.join(common)}")


def _both(offer_id: str) -> Name:
    """Return the name of a hybrid: a fleet, and who serves what is above it."""
    fleet, mark, tokens = offer_id.partition("+api:")
    if not mark:
        fleet, mark, tokens = offer_id.partition("+hosted:")
    above, own = name_of(f"{mark[1:]}{tokens}"), name_of(fleet)
    same = above.model == own.model
    return Name(own.model, f"{own.where}; above it {above.where if same else above}")


def _machine(rest: str) -> Name:
    """Return the name of MODEL@GPUxN,key=value,…; what goes without saying is left out."""
    model, _, place = rest.partition("@")
    machine, *pairs = place.split(",")
    accelerator, _, number = machine.rpartition("x")
    gpus = f"on {number} x {accelerator}" if accelerator and number.isdigit() else f"on {machine}"
    unsaid = {"engine=vllm", "purchase=on-demand", ""}
    pairs = [p for p in pairs if not p.startswith(UNSAID)]
    details = [pair.partition("=")[2] or pair for pair in pairs if pair not in unsaid]
    return Name(model, ", ".join([gpus, *details]))


def cut(text: str, *, most: int) -> str:
    """Return a text of at most so many characters.

    >>> cut("growth of the traffic", most=12)
    'growth of t…'
    """
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
