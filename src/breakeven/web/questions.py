"""The bodies of requests, derived from the library: a scenario's dataclasses, a verb's arguments.

What names a file, a folder or an address is no field of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from functools import cache
from inspect import Parameter, signature
from typing import Annotated, Any, get_type_hints

from annotated_types import Interval
from pydantic import BaseModel, ConfigDict, create_model
from pydantic import Field as Described

from breakeven.domain.horizon import MOST_MONTHS
from breakeven.domain.scenario import Scenario

MOST_SAMPLES = 4096
LEFT_OUT = ("column_map", "network", "seed", "format")
"""Arguments that go with a file, or have the server ask another one."""
BOUNDED: Mapping[str, Any] = {
    "samples": Annotated[int, Interval(ge=0, le=MOST_SAMPLES)],
    "months": Annotated[int, Interval(ge=1, le=MOST_MONTHS)] | None,
    "count": Annotated[int, Interval(ge=1, le=4096)],
    "as_of": date | None,
}
"""Narrower than in the library: no request may keep a worker busy for minutes."""
WORDS: Mapping[str, str] = {
    "as_of": "Answer with the facts of this day; today where it is left out.",
    "first": "An offer: api:MODEL, hosted:PROVIDER/MODEL or self:MODEL@GPUxN.",
    "second": "The other offer.",
    "model": "Short name or Hugging Face id.",
    "gpu": "The accelerator, such as H100 or L4.",
    "count": "GPUs of one replica.",
    "samples": "Samples of the uncertain inputs; 0 for none.",
    "models": "A scenario's section, or a list: weigh only these models.",
    "simulate": "Own machines to simulate: all that could be the cheapest, all, or none.",
    "without": "Cost lines to switch off.",
    "influences": "Add the Sobol indices of the unknowns; some seconds more.",
    "context": "Longest sequence to serve, in tokens.",
}


class Question(BaseModel):
    """A request's body: no unknown field, no infinity, no text where a number is meant."""

    model_config = ConfigDict(
        extra="forbid",
        allow_inf_nan=False,
        strict=True,
        use_attribute_docstrings=True,
        protected_namespaces=(),
    )

    def arguments(self) -> dict[str, Any]:
        """Return what to call the library's verb with."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class AnyDecideQuestion(Question):
    """A scenario as its file has it, and options as the command line has them, which go first."""

    def arguments(self) -> dict[str, Any]:
        """Return the scenario, and the options beside it."""
        given = super().arguments()
        named = given.get("models")
        sections = {f.name for f in fields(Scenario)}
        if isinstance(named, tuple | list):
            sections.discard("models")
        scenario = {name: given.pop(name) for name in sections & given.keys()}
        return {"scenario": Scenario(**scenario), **given}


@cache
def decide_question() -> type[AnyDecideQuestion]:
    """Return the model of a decision's question."""
    from breakeven.api import decide

    flags = _of_verb(decide)
    sections = {f.name: _of_field(f) for f in fields(Scenario)}
    both = flags["models"][0] | sections["models"][0]
    merged = {
        **flags,
        **sections,
        "models": (both, Described(default=(), description=_word("models"))),
    }
    return create_model("DecideQuestion", __base__=AnyDecideQuestion, **merged)


@cache
def cross_question() -> type[Question]:
    """Return the model of a question about two offers."""
    from breakeven.api import cross

    return create_model("CrossQuestion", __base__=Question, **_of_verb(cross))


@cache
def size_question() -> type[Question]:
    """Return the model of a question about one replica."""
    from breakeven.api import size

    return create_model("SizeQuestion", __base__=Question, **_of_verb(size))


def _of_verb(verb: Callable[..., object]) -> dict[str, Any]:
    """Return a verb's arguments as fields, less those that take a path."""
    kinds = get_type_hints(verb)
    return {
        name: (BOUNDED.get(name, kinds[name]), _described(name, given))
        for name, given in signature(verb).parameters.items()
        if name not in LEFT_OUT and "Path" not in str(kinds[name])
    }


def _described(name: str, given: Parameter) -> Any:
    default = ... if given.default is Parameter.empty else given.default
    return Described(default=default, description=_word(name))


def _word(name: str) -> str | None:
    """Return a field's description: ours, else that of a scenario's field of the same name."""
    return WORDS.get(name)


def _of_field(field: Field[Any]) -> tuple[Any, Any]:
    kind = get_type_hints(Scenario)[field.name]
    if field.default_factory is not MISSING:
        return kind, Described(default_factory=field.default_factory)
    return kind, Described(default=field.default)
