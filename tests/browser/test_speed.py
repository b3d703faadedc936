"""How long it takes, printed and not judged: machines differ."""

from statistics import median
from typing import Any

from tests.browser.conftest import Opener

STEPS = 40
SLIDER = '.slide[data-for="c-requests_per_day"]'


def p95(values: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(values)[int(0.95 * (len(values) - 1))]


def timings(page: Any) -> list[dict[str, float]]:
    """Return what the page's script measured of its quick updates."""
    found: list[dict[str, float]] = page.evaluate("breakevenTimings")
    return [one for one in found if one["quick"]]


def test_a_slider_move_to_new_pictures(opened: Opener, capsys: Any) -> None:
    page = opened().open()
    page.wait_for_timeout(2000)
    page.focus(SLIDER)
    for i in range(STEPS):
        page.keyboard.press("ArrowRight" if i % 20 < 10 else "ArrowLeft")
        page.wait_for_timeout(250)
    page.wait_for_timeout(1000)
    found = timings(page)
    assert len(found) > 5
    totals = [sum(one[k] for k in ("server", "tables", "draw")) for one in found]
    with capsys.disabled():
        print(f"\nslider to pictures, {len(found)} moves, ms: median, 95th percentile")
        for part in ("server", "tables", "draw"):
            values = [one[part] for one in found]
            print(f"  {part:8}{median(values):6.0f}{p95(values):6.0f}")
        print(f"  {'all':8}{median(totals):6.0f}{p95(totals):6.0f}")


def test_the_first_page(opened: Opener, capsys: Any) -> None:
    opened().open()  # The server has read its facts.
    page = opened().open()
    told = page.evaluate(
        """() => {
          const [page] = performance.getEntriesByType("navigation");
          const paint = performance.getEntriesByName("first-contentful-paint")[0];
          const all = [page, ...performance.getEntriesByType("resource")];
          return {
            paint: paint.startTime, drawn: performance.now(),
            sent: all.reduce((sum, one) => sum + one.transferSize, 0),
            weight: all.reduce((sum, one) => sum + one.decodedBodySize, 0),
          };
        }"""
    )
    with capsys.disabled():
        print(
            f"\nfirst page: painted {told['paint']:.0f} ms, curves drawn by {told['drawn']:.0f} ms,"
            f" {told['sent'] / 1e3:.0f} kB sent, {told['weight'] / 1e3:.0f} kB unpacked"
        )
    assert told["weight"] < 1_500_000
