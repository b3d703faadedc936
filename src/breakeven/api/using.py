"""`usage`: what a log says about its traffic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from breakeven.api.dates import day
from breakeven.domain.errors import InputError
from breakeven.domain.provenance import Provenance
from breakeven.domain.workload import Lengths, Workload
from breakeven.economics.bill import request_price
from breakeven.inputs.catalog import Catalog, load_catalog

if TYPE_CHECKING:
    from breakeven.inputs.usage import UsageSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageReport:
    """A log's totals, and what its tokens cost at list price."""

    summary: "UsageSummary"
    usd_at_list_price: Mapping[str, float | None] = field(default_factory=dict)
    """By model; None where no price is known."""
    written: str = ""
    """The workload file, where one was asked for."""

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven usage`."""
        found = self.summary.to_dict()
        models = {
            name: {**totals, "usd_at_list_price": self.usd_at_list_price.get(name)}
            for name, totals in found["models"].items()
        }
        return {**found, "models": models, "written": self.written or None}


def usage(
    paths: Sequence[str | Path],
    *,
    format: str = "auto",  # noqa: A002 - the name of the command's option
    column_map: Mapping[str, str] | None = None,
    engine: str = "duckdb",
    output: Path | str | None = None,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
) -> UsageReport:
    """Return the totals of a usage log; with `output`, write its workload there as TOML."""
    from breakeven.inputs.usage import read_usage  # late: a log engine takes time to load
    from breakeven.inputs.workload_toml import write_workload

    log = read_usage(list(paths), format=format, column_map=column_map, engine=engine)
    summary = log.summary()
    if output is not None:
        write_workload(log.workload(), Path(output))
    catalog = load_catalog(as_of=day(as_of), overlay=facts)
    return UsageReport(
        summary=summary,
        usd_at_list_price={
            name: _at_list(name, totals, catalog)
            for name, totals in summary.to_dict()["models"].items()
        },
        written=str(output) if output is not None else "",
    )


def _at_list(name: str, totals: Mapping[str, float], catalog: Catalog) -> float | None:
    """Return what a model's tokens cost at list, None where no price of it is known.

    The mean request is priced, not the sum: tiers for long contexts would misfire.
    """
    requests = totals.get("requests") or 0
    if not name or not requests:
        return None
    try:
        offer = catalog.token_offer(f"api:{name}")
    except InputError:
        return None
    cached = totals.get("cached_input_tokens") or 0
    mean = Workload(
        requests_per_day=1.0,
        input_tokens=Lengths.constant(totals["input_tokens"] / requests),
        output_tokens=Lengths.constant(totals["output_tokens"] / requests),
        cached_input_share=cached / totals["input_tokens"] if totals["input_tokens"] else 0.0,
        provenance=Provenance(source="usage log"),
    )
    return request_price(offer, mean).total_usd * requests
