"""The facts of a day, as the catalog has them and as a decision reads them."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from breakeven.api.asking import market_of
from breakeven.api.catalogs import DAYS, catalog_of
from breakeven.api.dates import day
from breakeven.economics.market import Market
from breakeven.inputs.catalog import Catalog


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Known:
    """All that is known on a day."""

    catalog: Catalog
    market: Market


def known_facts(as_of: date | str | None, facts: Path | str | None) -> Known:
    """Return what is known on a day, with the facts of an overlay directory over our own.

    Our own are read once; an overlay may change between two questions, so it is read anew.
    """
    then = day(as_of) or date.today()
    return _ours(then) if facts is None else _read(then, facts)


@lru_cache(maxsize=DAYS)
def _ours(as_of: date) -> Known:
    return _read(as_of, None)


def _read(as_of: date, facts: Path | str | None) -> Known:
    catalog = catalog_of(as_of, facts)
    return Known(catalog=catalog, market=market_of(catalog))
