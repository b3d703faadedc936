from dataclasses import dataclass

from breakeven.domain.display import Displayed, Rendering, once_shown, rendering


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Displayed):
    """A result."""

    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare(Displayed):
    """A result that nobody draws."""


@rendering.register
def _(found: Result) -> Rendering:
    return Rendering(text=lambda: f"{found.value}", html=lambda: f"<b>{found.value}</b>")


def test_a_result_is_shown_as_it_was_registered() -> None:
    assert Result(value=3)._repr_html_() == "<b>3</b>"
    assert Result(value=3)._repr_mimebundle_() == {"text/plain": "3", "text/html": "<b>3</b>"}


def test_only_what_is_asked_for_is_drawn() -> None:
    assert Result(value=3)._repr_mimebundle_(include={"text/plain"}) == {"text/plain": "3"}
    assert Result(value=3)._repr_mimebundle_(exclude={"text/plain"}).keys() == {"text/html"}


def test_what_nobody_draws_keeps_its_repr() -> None:
    assert Bare()._repr_html_() is None
    assert Bare()._repr_mimebundle_() == {}
    assert not hasattr(Bare(), "__dict__")


def test_marimo_finds_the_table() -> None:
    """Marimo documents that it asks for these, in this order, after formatters of its own."""
    found = Result(value=3)
    asked = ("_display_", "_mime_", "_repr_html_")
    first = next(name for name in asked if callable(getattr(found, name, None)))
    assert getattr(found, first)() == "<b>3</b>"


def test_types_are_registered_when_the_first_result_is_shown() -> None:
    called = []
    once_shown(lambda: called.append(True))
    assert not called
    Result(value=3)._repr_html_()
    Result(value=3)._repr_mimebundle_()
    assert called == [True]
