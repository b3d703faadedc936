"""Countries that the facts name, by their ISO 3166-1 alpha-2 codes, for those who write a code."""

from collections.abc import Mapping

NAMES: Mapping[str, str] = {
    "AU": "Australia",
    "AT": "Austria",
    "BE": "Belgium",
    "BR": "Brazil",
    "CA": "Canada",
    "CH": "Switzerland",
    "CN": "China",
    "CZ": "Czechia",
    "DE": "Germany",
    "DK": "Denmark",
    "ES": "Spain",
    "FI": "Finland",
    "FR": "France",
    "GB": "United Kingdom",
    "IE": "Ireland",
    "IL": "Israel",
    "IN": "India",
    "IT": "Italy",
    "JP": "Japan",
    "KR": "South Korea",
    "MX": "Mexico",
    "NL": "Netherlands",
    "NO": "Norway",
    "NZ": "New Zealand",
    "PL": "Poland",
    "PT": "Portugal",
    "SE": "Sweden",
    "SG": "Singapore",
    "UK": "United Kingdom",  # no code of ISO's, but the one that most write
    "US": "United States",
}


def named(code: str) -> str:
    """Return the country of a code, "" where the facts name none.

    >>> named("de"), named("Germany")
    ('Germany', '')
    """
    return NAMES.get(code.upper(), "")
