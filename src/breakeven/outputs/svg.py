"""A picture as an SVG that may stand beside others in one document."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from breakeven.outputs.chart_theme import DARK, LIGHT
from breakeven.outputs.charts import drawer
from breakeven.outputs.pictures import Picture

CLIP = re.compile(r"clip\d+")
PAPER = re.compile(r'<rect width="\d+" height="\d+" fill="#[0-9a-f]{6}"/>')

TAG = re.compile(r"<[^>]+>")
ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
"""What Vega says of each mark, of which an image with words of its own has no need."""


def svg_of(picture: Picture, *, font: str = "") -> str:
    """Return a picture's SVG, the same for the same picture, in `font` where one is given.

    Names inside it begin with the picture's id, so that they are unique in a document.
    """
    spec = _with_font(picture.spec, font) if font else dict(picture.spec)
    drawn = str(drawer().vegalite_to_svg(spec))
    # Vega counts its clips over the life of the process.
    clips = {name: i for i, name in enumerate(dict.fromkeys(CLIP.findall(drawn)))}
    return CLIP.sub(lambda found: f"{picture.id}-clip{clips[found[0]]}", drawn)


def inline_svg(picture: Picture, *, label: str = "") -> str:
    """Return the SVG as a part of a page: scaled by it, on its paper, one image with its words.

    `label` stands for the words where the page says these beside it.
    """
    drawn = PAPER.sub("", svg_of(picture), count=1)
    drawn = TAG.sub(lambda tag: ROLES.sub("", tag[0]), drawn)
    words = escape(label or picture.alt, quote=True)
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{words}" ', 1)


def _with_font(spec: Mapping[str, Any], font: str) -> dict[str, Any]:
    return {**spec, "config": {**spec["config"], "font": font}}


def dark_rules() -> str:
    """Return the CSS that shows SVGs of the light theme in the colours of the dark one."""
    pairs = [(LIGHT[role], DARK[role]) for role in LIGHT]
    return "\n".join(
        f'svg [{what}="{light}"] {{ {what}: {dark}; }}'
        for light, dark in pairs
        for what in ("fill", "stroke")
    )
