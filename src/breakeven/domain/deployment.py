"""A chosen option as something that runs, whatever runs it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from breakeven.domain.accelerator import Accelerator
from breakeven.domain.launch import Default, Launch, PlatformAccelerator, PlatformProvider
from breakeven.domain.offers import RentalOffer
from breakeven.domain.workload import LatencyTargets

Target = Literal[
    "vllm",
    "docker-compose",
    "kubernetes",
    "skypilot",
    "dstack",
    "llama-server",
    "ollama",
    "sagemaker",
    "vertex",
    "azure-ml",
    "litellm",
]
TARGETS: tuple[Target, ...] = get_args(Target)
NAME_LENGTH = 40
"""Letters of a name that all platforms take, with room for a suffix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One setting of an engine: the flag, its value, and where the value comes from."""

    setting: str
    flag: str
    value: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number and where it comes from."""

    value: float
    why: str

    def __str__(self) -> str:
        return str(int(self.value)) if self.value == int(self.value) else repr(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicas:
    """How many replicas run: `least` and `most` differ where machines follow the load."""

    least: int
    most: int
    why: str

    @property
    def scaled(self) -> bool:
        """Whether their number follows the load."""
        return self.least < self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """Replicas of a model on machines, with every setting that the answer rests on."""

    offer: str
    model: str
    """Our id, under which it is served."""
    weights: str
    """Repository of the Hugging Face hub, or Ollama's name."""
    weights_why: str
    launch: Launch
    arguments: tuple[Argument, ...]
    accelerator: Accelerator
    count: int
    """Accelerators of one replica: tensor parallel."""
    precision: str
    replicas: Replicas
    machine: RentalOffer | None = None
    """None where machines are bought, or no price is known."""
    platform: PlatformAccelerator | None = None
    provider: PlatformProvider | None = None
    held: int = 1
    """Replicas on one machine."""
    requests_per_second: Number | None = None
    """Of one replica inside the targets; None where nobody asked."""
    concurrency: Number | None = None
    """Requests in one replica at that rate."""
    disk_gb: Number
    targets: LatencyTargets
    defaults: Mapping[str, Default]
    notes: tuple[str, ...] = ()
    as_of: date

    @property
    def name(self) -> str:
        """A name that every platform takes: lower case letters, digits and hyphens."""
        return plain_name(self.model)

    @property
    def is_spot(self) -> bool:
        """Whether its machines can be taken away."""
        return self.machine is not None and self.machine.purchase == "spot"

    @property
    def image(self) -> str:
        """The engine's image for the accelerator's maker."""
        return self.launch.amd_image if self.accelerator.maker == "amd" else self.launch.image

    @property
    def machines(self) -> Replicas:
        """Machines instead of replicas."""
        return Replicas(
            least=-(-self.replicas.least // self.held),
            most=-(-self.replicas.most // self.held),
            why=f"{self.held} replicas on each machine; {self.replicas.why}"
            if self.held > 1
            else self.replicas.why,
        )

    @property
    def machine_count(self) -> int:
        """Accelerators of one machine that replicas use."""
        return self.held * self.count

    def default(self, name: str) -> Number:
        """Return a number that follows from nothing else."""
        found = self.defaults[name]
        return Number(value=found.value, why=f"{found.description} ({found.provenance})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """Where a gateway sends requests to."""

    offer: str
    model: str
    """As LiteLLM names it, provider first."""
    key: str
    """Environment variable with the key; empty where none is needed."""
    base: str
    """Environment variable with the address; empty where the provider has one."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """One name in front of some backends: the chosen one, and those to fall back on."""

    model: str
    backends: tuple[Backend, ...]
    defaults: Mapping[str, Default]
    targets: LatencyTargets
    as_of: date

    @property
    def offer(self) -> str:
        """The chosen option."""
        return self.backends[0].offer

    def default(self, name: str) -> Number:
        """Return a number that follows from nothing else."""
        found = self.defaults[name]
        return Number(value=found.value, why=f"{found.description} ({found.provenance})")


def plain_name(text: str) -> str:
    """Return a name of lower case letters, digits and hyphens that begins with a letter.

    >>> plain_name("llama-3.1-8b"), plain_name("7B; rm -rf /")
    ('llama-3-1-8b', 'm-7b-rm-rf')
    """
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    begun = plain if plain[:1].isalpha() else f"m-{plain}"
    return begun[:NAME_LENGTH].strip("-")
