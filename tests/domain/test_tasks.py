import pytest

from breakeven.domain.tasks import Tasks


@pytest.mark.parametrize(
    ("tasks", "language"),
    [
        (Tasks(), "english"),
        (Tasks(kind="code"), "code"),
        (Tasks(kind="non-english"), "european"),
        (Tasks(kind="non-english", text="hindi"), "hindi"),
    ],
)
def test_the_text_follows_the_kind_unless_told(tasks: Tasks, language: str) -> None:
    assert tasks.language == language


def test_retries_are_further_attempts() -> None:
    assert Tasks(retries=2).attempts == 3
