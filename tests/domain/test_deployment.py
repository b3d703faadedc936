import re

from hypothesis import given
from hypothesis import strategies as st

from breakeven.domain.deployment import NAME_LENGTH, Number, plain_name


@given(st.text(max_size=80))
def test_names_are_what_every_platform_takes(text: str) -> None:
    name = plain_name(text)
    assert re.fullmatch(r"[a-z]([a-z0-9-]*[a-z0-9])?", name)
    assert len(name) <= NAME_LENGTH


def test_numbers_are_written_whole_or_in_full() -> None:
    assert [str(Number(value=v, why="")) for v in (3.0, 16384, 0.168, 1e6)] == [
        "3", "16384", "0.168", "1000000",
    ]  # fmt: skip
