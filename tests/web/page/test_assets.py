"""What browsers keep."""

import gzip
import re
from hashlib import sha256

import pytest

from breakeven.domain.errors import UnknownName
from breakeven.web.page.assets import CHARTS, address, asset

LIMIT = 1_500_000
"""Bytes that the page's scripts and styles may weigh, unpacked."""


@pytest.mark.parametrize("name", ["page.css", "page.js", "icon.svg"])
def test_a_file_has_its_digest_in_its_address(name: str) -> None:
    found = asset(name)
    assert sha256(found.content).hexdigest()[:12] in address(name)
    assert gzip.decompress(found.packed) == found.content


def test_nothing_is_fetched_from_elsewhere() -> None:
    for name in ("page.css", "page.js"):
        assert not re.search(rb"https?://|@import|url\(", asset(name).content)


def test_other_files_are_not_served() -> None:
    with pytest.raises(UnknownName, match=r"did you mean page\.css"):
        asset("page.cs")


def test_the_chart_script_comes_from_its_package_and_needs_no_eval() -> None:
    pytest.importorskip("vl_convert")
    found = asset(CHARTS)
    assert b"expressionInterpreter" in found.content
    assert b"window.vegaEmbed" in found.content
    weight = sum(len(asset(name).content) for name in ("page.css", "page.js", CHARTS))
    assert weight < LIMIT
