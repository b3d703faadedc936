from datetime import date

import pytest

from breakeven.inputs.catalog import load_catalog
from breakeven.inputs.kinds import KINDS, STATED, Kind


@pytest.mark.parametrize("kind", [k for k in KINDS if k is not STATED], ids=lambda k: k.noun)
def test_every_kind_is_shipped_and_read(kind: Kind[object]) -> None:
    assert load_catalog(as_of=date(2026, 11, 24)).entries(kind)


def test_nouns_are_unique() -> None:
    nouns = [kind.noun for kind in KINDS]
    assert len(nouns) == len(set(nouns))
