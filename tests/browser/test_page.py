"""The page as people use it."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Opener

WHOLE = "The cheapest of"
REQUESTS = "#c-requests_per_day"
SLIDER = '.slide[data-for="c-requests_per_day"]'


def settled(page: Any) -> None:
    """Wait until the whole answer is there."""
    page.wait_for_function(
        "() => document.querySelector('.over')?.textContent.startsWith('The cheapest of ')"
        " && !document.querySelector('.over').textContent.includes('leads')"
        " && !document.querySelector('main').hasAttribute('aria-busy')",
        timeout=60_000,
    )


def month(page: Any) -> str:
    """Return the winner's cost of a month as it is shown."""
    return str(page.locator('[popovertarget="why-best-month"]').first.inner_text())


def test_a_number_that_is_typed_changes_the_answer_and_the_address(opened: Opener) -> None:
    page = opened().open()
    before = month(page)
    page.fill(REQUESTS, "1200000")
    page.wait_for_url("**/?requests_per_day=1200000", timeout=60_000)
    settled(page)
    assert month(page) != before
    assert "1.2 M a day" in page.locator("#picture-costs .draw").inner_text()


def test_a_slider_is_moved_with_keys_and_draws_while_it_moves(opened: Opener) -> None:
    page = opened().open()
    page.focus(SLIDER)
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(60)
    settled(page)
    value = page.input_value(REQUESTS)
    assert float(value) > 400_000
    assert f"requests_per_day={value}" in page.url
    assert page.get_attribute(SLIDER, "aria-valuetext") == f"{value} a day"
    assert page.evaluate("document.activeElement.matches('.slide')")


def test_a_link_is_the_scenario(opened: Opener) -> None:
    page = opened().open()
    page.fill(REQUESTS, "250000")
    page.locator("summary", has_text="What if prices were").click()
    page.fill("#c-gpu_price", "0.5")
    page.wait_for_url("**requests_per_day=250000*gpu_price=0.5", timeout=60_000)
    settled(page)
    path = page.url.removeprefix(opened().base)
    other = opened().open(path)
    assert month(other) == month(page)
    assert other.input_value(REQUESTS) == "250000"
    assert other.input_value("#c-gpu_price") == "0.5"


def test_every_number_of_the_head_opens_where_it_comes_from(opened: Opener) -> None:
    page = opened().open()
    numbers = page.locator(".head .num")
    assert numbers.count() >= 4
    for i in range(numbers.count()):
        numbers.nth(i).click()
        why = page.locator(".why:popover-open")
        assert why.locator(".how").inner_text()
        page.keyboard.press("Escape")
        assert page.locator(".why:popover-open").count() == 0
    numbers.first.focus()
    page.keyboard.press("Enter")
    text = page.locator(".why:popover-open").inner_text()
    assert "input tokens" in text
    assert "20" in text, "the date of the price"


def test_a_log_that_is_dropped_tells_the_traffic(opened: Opener, tmp_path: Path) -> None:
    log = tmp_path / "requests.csv"
    rows = "".join(
        f"2026-05-0{d}T{h:02}:{m:02}:00Z,{800 + h},{90 + d}\n"
        for d in (1, 2, 3)
        for h in range(24)
        for m in range(0, 60, 5)
    )
    log.write_text("timestamp,input_tokens,output_tokens\n" + rows)
    seen = opened()
    page = seen.open()
    transfer = page.evaluate_handle(
        "text => { const d = new DataTransfer();"
        " d.items.add(new File([text], 'requests.csv')); return d; }",
        log.read_text(),
    )
    page.dispatch_event("#drop", "drop", {"dataTransfer": transfer})
    page.wait_for_url("**/?log=*", timeout=60_000)
    page.wait_for_selector("#picture-costs svg", timeout=60_000)
    assert "requests.csv: 864 requests" in page.locator("#drop").inner_text()
    assert page.input_value(REQUESTS) == ""
    assert "288 requests a day" in page.locator(".question summary").inner_text()


def test_a_log_that_cannot_be_read_says_so(opened: Opener, tmp_path: Path) -> None:
    log = tmp_path / "letter.csv"
    log.write_text("dear,reader\nthis is,no log\n")
    seen = opened()
    page = seen.open()
    page.set_input_files("#log-file", log)
    page.wait_for_selector("#log-wrong:not([hidden])", timeout=60_000)
    assert "was not read" in page.locator("#log-wrong").inner_text()
    seen.complaints.clear()  # The browser itself notes the refusal.


def test_scenarios_stand_side_by_side_and_in_the_address(opened: Opener) -> None:
    page = opened().open()
    page.click("#pin")
    page.wait_for_selector(".beside", timeout=60_000)
    page.fill(REQUESTS, "900000")
    settled(page)
    heads = page.locator(".beside thead th").all_inner_texts()
    assert [h.split("\n")[0] for h in heads] == ["This scenario", "Pinned 1"]
    assert "pin=" in page.url
    page.click(".unpin")
    page.wait_for_selector(".beside", state="detached", timeout=60_000)
    assert "pin=" not in page.url


@pytest.mark.parametrize("form", ["json", "md"])
def test_the_answer_is_saved_as_a_file(opened: Opener, form: str) -> None:
    page = opened().open("/?requests_per_day=300000")
    with page.expect_download(timeout=60_000) as download:
        page.click(f'.export-link[data-form="{form}"]')
    text = Path(download.value.path()).read_text()
    assert "300,000" in text or "300000" in text


def test_what_is_wrong_is_said_at_its_control(opened: Opener) -> None:
    page = opened().open()
    page.fill(REQUESTS, "many")
    page.wait_for_selector("#wrong-requests_per_day:not([hidden])", timeout=60_000)
    assert page.get_attribute(REQUESTS, "aria-invalid") == "true"
    page.fill(REQUESTS, "500000")
    page.wait_for_selector("#wrong-requests_per_day", state="hidden", timeout=60_000)


def test_the_theme_is_chosen_and_remembered(opened: Opener) -> None:
    seen = opened(color_scheme="light")
    page = seen.open()
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.select_option("#theme", "dark")
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert light != dark
    seen.open()
    again = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert again == dark


def test_without_scripts_the_form_is_asked_and_pictures_are_there(opened: Opener) -> None:
    seen = opened(java_script_enabled=False)
    page = seen.page
    page.goto(f"{seen.base}/?requests_per_day=300000")
    assert "300,000 requests a day" in page.content()
    page.fill(REQUESTS, "310000")
    page.click("#submit")
    assert "310,000 requests a day" in page.content()
    assert "/page/picture/costs.svg?requests_per_day=310000" in page.content()


def test_nothing_sticks_out_on_a_phone(opened: Opener) -> None:
    page = opened(viewport={"width": 390, "height": 844}).open()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("width", [360, 768])
def test_the_kinds_of_the_ranking_are_within_their_picture(opened: Opener, width: int) -> None:
    page = opened(viewport={"width": width, "height": 844}).open()
    page.locator("#picture-ranking").scroll_into_view_if_needed()
    page.wait_for_selector("#picture-ranking .role-legend text", timeout=60_000)
    outside = page.evaluate(
        """() => {
          const picture = document.querySelector("#picture-ranking svg").getBoundingClientRect();
          const kinds = [...document.querySelectorAll("#picture-ranking .role-legend text")];
          return kinds.filter((one) => {
            const box = one.getBoundingClientRect();
            return box.right > picture.right + 1 || box.top < picture.top - 1;
          }).map((one) => one.textContent);
        }"""
    )
    assert outside == []


def test_numbers_of_the_months_ahead_open_where_they_come_from(opened: Opener) -> None:
    page = opened(viewport={"width": 390, "height": 844}).open()
    for key in ("ahead-0-band", "ahead-0-best", "ahead-0-regret", "lever-0-now", "measure-all"):
        page.locator(f'.num[popovertarget="why-{key}"]').click()
        assert page.locator(".why:popover-open .how").inner_text()
        page.keyboard.press("Escape")
