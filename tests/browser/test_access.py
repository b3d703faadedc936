"""axe finds nothing serious, in both themes, wide and narrow."""

from typing import Any

import pytest

from tests.browser.conftest import WIDE, Opener

PHONE = {"width": 390, "height": 844}
GRAVE = ("serious", "critical")


def drawn(page: Any) -> None:
    """Scroll through the page, so that every picture is drawn."""
    for place in page.locator("[data-picture]").all():
        place.evaluate("one => one.scrollIntoView()")
        page.wait_for_timeout(400)
    page.wait_for_timeout(1000)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_grave(opened: Opener, theme: str, viewport: dict[str, int]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = opened(color_scheme=theme, viewport=viewport).open("/?pin=requests_per_day%3D1000000")
    for summary in page.locator("details > summary").all():
        summary.evaluate("one => { one.parentElement.open = true; }")
    drawn(page)
    found = axe.Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    grave = [one for one in found.response["violations"] if one["impact"] in GRAVE]
    assert not grave, [(v["id"], [n["target"] for n in v["nodes"]][:5]) for v in grave]


def test_explanations_are_reached_and_left_with_keys(opened: Opener) -> None:
    page = opened().open()
    page.locator(".head .num").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".why:popover-open").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.why') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.num')")


def test_the_answer_is_said_aloud(opened: Opener) -> None:
    page = opened().open()
    page.fill("#c-requests_per_day", "777000")
    page.wait_for_function(
        "() => document.querySelector('#said').textContent.startsWith('Cheapest: ')",
        timeout=60_000,
    )
