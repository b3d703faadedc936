"""Names of offers: `api:MODEL`, `hosted:PROVIDER/MODEL`, `self:MODEL@GPUxN,key=value,…`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from breakeven.domain.errors import InputError, UnknownName

KEYS = ("precision", "engine", "provider", "purchase", "region", "machine", "scaling")
"""What may follow the name of a fleet; `machine` is the GPUs of the whole machine."""
FORMS = "api:MODEL, hosted:PROVIDER/MODEL or self:MODEL@GPUxN[,precision=…,engine=…,provider=…]"
_SELF = re.compile(r"^(?P<model>[^@]+)@(?P<gpu>.+?)x(?P<count>\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenName:
    """A token offer as named."""

    kind: str
    provider: str
    """Empty where the name does not say."""
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetName:
    """A self-hosted offer as named."""

    model: str
    accelerator: str
    count: int
    options: Mapping[str, str] = field(default_factory=dict)


def parse_offer(name: str) -> TokenName | FleetName:
    """Read an offer's name.

    >>> parse_offer("self:llama-3.1-70b@A100-80x2,precision=fp8").count
    2
    >>> parse_offer("hosted:groq/llama-3.1-8b").provider
    'groq'

    Raises InputError where the name has none of the three forms.
    """
    kind, colon, rest = name.strip().partition(":")
    if not colon or not rest or kind not in ("api", "hosted", "self"):
        raise InputError(f"expected {FORMS}, read {name!r}", where="offer")
    if kind == "self":
        return _fleet(name, rest)
    provider, slash, model = rest.partition("/")
    return TokenName(
        kind=kind, provider=provider if slash else "", model=model if slash else provider
    )


def _fleet(name: str, rest: str) -> FleetName:
    head, *pairs = rest.split(",")
    found = _SELF.match(head)
    if not found or int(found["count"]) < 1:
        raise InputError(
            f"expected self:MODEL@GPUxN with N of at least 1, such as"
            f" self:llama-3.1-8b@L4x1, read {name!r}",
            where="offer",
        )
    options = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not value:
            raise InputError(f"expected key=value after a comma, read {pair!r}", where=name)
        if key.strip() not in KEYS:
            raise UnknownName("key of an offer", key.strip(), KEYS, where=name)
        options[key.strip()] = value.strip()
    return FleetName(
        model=found["model"],
        accelerator=found["gpu"],
        count=int(found["count"]),
        options=options,
    )
