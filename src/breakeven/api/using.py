"""`usage`: what a log says about its traffic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from breakeven.api.dates import day
from breakeven.domain.display import Displayed
from breakeven.domain.errors import InputError
from breakeven.domain.units import TOKENS_PER_MILLION
from breakeven.inputs.catalog import Catalog, load_catalog

if TYPE_CHECKING:
    from breakeven.inputs.usage import UsageLog, UsageSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageReport(Displayed):
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

    if output is not None:
        _check_output(Path(output), paths)
    catalog = load_catalog(as_of=day(as_of), overlay=facts)
    log = read_usage(list(paths), format=format, column_map=column_map, engine=engine)
    summary = log.summary()
    report = UsageReport(
        summary=summary,
        usd_at_list_price={name: _at_list(name, log, catalog) for name in summary.models},
        written=str(output) if output is not None else "",
    )
    if output is not None:
        write_workload(log.workload(), Path(output))
    return report


def _check_output(output: Path, paths: Sequence[str | Path]) -> None:
    """Raise InputError where a workload must not be written: over a log, or as another file."""
    if output.suffix != ".toml":
        raise InputError("a workload is written as TOML; name it *.toml", where=str(output))
    if output.resolve() in {Path(path).resolve() for path in paths}:
        raise InputError("is a log that is read; write elsewhere", where=str(output))


def _at_list(name: str, log: "UsageLog", catalog: Catalog) -> float | None:
    """Return what a model's tokens cost at list, None where no price of it is known.

    Every request is priced in the tier of its own length.
    """
    try:
        offer = catalog.token_offer(f"api:{name}")
    except InputError:
        return None
    parts = log.by_length(name, [p.above_input_tokens for p in offer.prices[1:]])
    usd = 0.0
    for price, part in zip(offer.prices, parts, strict=True):
        fresh = part.input_tokens - part.cached_input_tokens
        usd += fresh * price.input_usd_per_million_tokens / TOKENS_PER_MILLION
        cached = part.cached_input_tokens * price.cached_input_usd_per_million_tokens
        usd += cached / TOKENS_PER_MILLION
        usd += part.output_tokens * price.output_usd_per_million_tokens / TOKENS_PER_MILLION
        usd += part.requests * offer.usd_per_thousand_requests / 1000
    return usd
