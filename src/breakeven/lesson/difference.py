"""One thing that the lesson says and that is not so."""

from dataclasses import dataclass
from typing import Final

OWN_TABLES: Final = "computed from the lesson's own tables"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What the lesson says, what is so, why, and who says it."""

    topic: str
    lesson_says: str
    fact: str
    why: str
    source: str
