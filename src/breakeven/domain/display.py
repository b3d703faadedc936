"""Results that a notebook shows as tables: who draws them is said elsewhere, later."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import singledispatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """How a result is shown; each is computed when it is asked for."""

    text: Callable[[], str]
    html: Callable[[], str]


@singledispatch
def rendering(_: object) -> Rendering | None:
    """Return how a result is shown; None until a layer above has registered its type."""
    return None


_LATER: list[Callable[[], object]] = []


def once_shown(register: Callable[[], object], /) -> None:
    """Say what registers types, for when the first result is shown: who draws them loads much."""
    _LATER.append(register)


def _shown(result: "Displayed") -> Rendering | None:
    while _LATER:
        _LATER.pop()()
    return rendering(result)


class Displayed:
    """A result that Jupyter, marimo and IPython show as its table.

    IPython asks for the bundle, which spares it the result's long `repr`; others ask for HTML.
    """

    __slots__ = ()

    def _repr_html_(self) -> str | None:
        shown = _shown(self)
        return shown.html() if shown else None

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, str]:
        shown = _shown(self)
        if shown is None:
            return {}
        kinds = {"text/plain": shown.text, "text/html": shown.html}
        return {
            kind: draw()
            for kind, draw in kinds.items()
            if (not include or kind in include) and not (exclude and kind in exclude)
        }
