"""What the first visitor would wait for is made before."""

from breakeven.web.page.state import PageState
from breakeven.web.page.warming import warm
from tests.web.page.conftest import HandMade


def test_the_first_page_is_there_before_it_is_asked(memory: HandMade) -> None:
    warm(memory)
    assert memory.asked == [PageState()]
    assert memory.kept.peek("") is not None
