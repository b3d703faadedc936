"""`usage`: what a log says about its traffic."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from breakeven.api.catalogs import catalog_of
from breakeven.api.dates import day
from breakeven.api.listed import usd_of
from breakeven.api.reconciling import Bill, offer_of, reconciled
from breakeven.domain.display import Displayed
from breakeven.domain.errors import BreakevenError, InputError, UsageError
from breakeven.inputs.catalog import Catalog

if TYPE_CHECKING:
    from breakeven.inputs.usage import UsageLog, UsageSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageReport(Displayed):
    """A log's totals, what its tokens cost at list price, and how that fits its bill."""

    summary: "UsageSummary"
    usd_at_list_price: Mapping[str, float | None] = field(default_factory=dict)
    """By model; None where no price is known."""
    bill: Bill | None = None
    """None where the log holds no money."""
    written: str = ""
    """The workload file, where one was asked for."""

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven usage`."""
        found = self.summary.to_dict()
        models = {
            name: {**totals, "usd_at_list_price": self.usd_at_list_price.get(name)}
            for name, totals in found["models"].items()
        }
        bill = self.bill.to_dict() if self.bill else None
        return {**found, "models": models, "bill": bill, "written": self.written or None}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleLog:
    """A made-up log of a format, and what it holds."""

    format: str
    text: str
    calls: int
    failed: int
    input_tokens: int
    cached_input_tokens: int
    output_tokens: int

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven usage --example`."""
        return asdict(self)


def usage(
    paths: Sequence[str | Path],
    *,
    format: str = "auto",  # noqa: A002 - the name of the command's option
    column_map: Mapping[str, str] | None = None,
    engine: str = "duckdb",
    timezone: str = "UTC",
    by: str = "",
    only: str = "",
    requests_per_day: float | None = None,
    output: Path | str | None = None,
    redact: bool = False,
    as_of: date | str | None = None,
    facts: Path | str | None = None,
    progress: Callable[[float], None] | None = None,
) -> UsageReport:
    """Return the totals of a usage log; with `output`, write its workload there as TOML.

    `by` splits the log by team, project, route or whatever its format knows; `only` keeps one
    model or one of these: model=gpt-4o, team=search. `requests_per_day` is for a log that does
    not count requests. `redact` writes a workload that can be shown to others.
    """
    from breakeven.inputs.usage import read_usage  # late: a log engine takes time to load

    if output is not None:
        _check_output(Path(output), paths)
    elif redact:
        raise UsageError("--redact writes a workload that can be shown: say -o WORKLOAD.toml")
    as_of, (key, value) = day(as_of), _only(only)
    catalog = catalog_of(as_of, facts)
    split = by or (key if key != "model" else "")
    log = read_usage(
        list(paths), format=format, column_map=column_map, engine=engine, timezone=timezone,
        by=split, progress=progress,
    )  # fmt: skip
    if key:
        log = log.only(column="model" if key == "model" else "tag", value=value)
    # While the engine sums the rows.
    Thread(target=_read_prices, args=(catalog,), daemon=True, name="prices").start()
    summary = log.summary()

    @cache
    def catalog_on(when: date) -> Catalog:
        return catalog_of(when, facts)

    report = UsageReport(
        summary=summary,
        usd_at_list_price={name: _at_list(name, log, catalog) for name in summary.models},
        bill=reconciled(log, summary.models, catalog, catalog_on),
        written=str(output) if output is not None else "",
    )
    if output is not None:
        _write(log, Path(output), requests_per_day=requests_per_day, redact=redact)
    return report


def usage_example(format: str) -> ExampleLog:  # noqa: A002 - the name of the command's option
    """Return a made-up log of a format; raise UnknownName with the nearest ones."""
    from breakeven.inputs.usage.choosing import named
    from breakeven.inputs.usage.examples import calls

    made = calls()
    return ExampleLog(
        format=format,
        text=named(format).example(made),
        calls=len(made),
        failed=sum(not call.ok for call in made),
        input_tokens=sum(call.input for call in made),
        cached_input_tokens=sum(call.cached for call in made),
        output_tokens=sum(call.output for call in made),
    )


def _read_prices(catalog: Catalog) -> None:
    """Read the list prices; what is wrong with them is said to whoever asks for one."""
    with suppress(BreakevenError):
        _ = catalog.token_offers


def _write(log: "UsageLog", path: Path, *, requests_per_day: float | None, redact: bool) -> None:
    from breakeven.inputs.usage.redaction import redacted
    from breakeven.inputs.workload_toml import write_workload

    workload = log.workload(requests_per_day=requests_per_day)
    write_workload(redacted(log, workload) if redact else workload, path)


def _only(said: str) -> tuple[str, str]:
    """Return `team=search` as a pair; two empty words where nothing was said."""
    key, equals, value = (part.strip() for part in said.partition("="))
    if said and not (key and equals and value):
        expected = "expected model=NAME, or team=NAME and the like"
        raise InputError(f"cannot read {said!r}; {expected}", where="--only")
    return key, value


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
    offer = offer_of(name, catalog)
    if offer is None:
        return None
    parts = log.by_length(name, [p.above_input_tokens for p in offer.prices[1:]])
    return sum(usd_of(part, offer, price) for price, part in zip(offer.prices, parts, strict=True))
