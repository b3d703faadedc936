"""A probe's figures as rows in the measurement columns, and what a reader must know of them."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from breakeven.inputs.measurements import COLUMNS
from breakeven.inputs.probe.figures import (
    cached_share,
    figures,
    mean_input,
    mean_output,
    one_token_each,
)
from breakeven.inputs.probe.loop import Level, Probed

SOURCE = "breakeven-probe"
ADDED = ("cached_input_share", "arrivals")
NOTABLE_CACHE = 0.02
LATE = 0.005
"""Seconds of one's own lateness that are worth a warning."""
SHORT = 0.9
"""Answers of less than this share of the asked length are worth a warning."""

Row = dict[str, str | int | float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What serves the endpoint, as far as the user knows; empty or None where unknown."""

    model: str = ""
    """Its own name, where the endpoint calls it otherwise."""
    engine: str = ""
    engine_version: str = ""
    precision: str = ""
    gpu: str = ""
    gpu_count: int | None = None
    tensor_parallel: int | None = None


def rows_of(probed: Probed, setup: Setup, *, day: date) -> list[Row]:
    """Return one row for each measured value."""
    return [row for level in probed.levels for row in _rows(level, probed, setup, day)]


def _rows(level: Level, probed: Probed, setup: Setup, day: date) -> Iterator[Row]:
    measured = figures(level)
    if not measured:
        return
    cached = cached_share(level.timings)
    common: Row = {
        **dict.fromkeys((*COLUMNS, *ADDED), ""),
        "source": SOURCE,
        "date": day.isoformat(),
        "engine": setup.engine,
        "engine_version": setup.engine_version,
        "model": setup.model or probed.plan.model,
        "precision": setup.precision,
        "gpu": setup.gpu,
        "gpu_count": setup.gpu_count or "",
        "tp": setup.tensor_parallel or "",
        "isl": _tokens(mean_input(level.timings) or probed.plan.input_tokens),
        "osl": _tokens(mean_output(level.timings)),
        "concurrency": level.users,
        "mode": "agg",
        "url": probed.endpoint.shown,
        "cached_input_share": "" if cached is None else round(cached, 4),
        "arrivals": "closed",
    }
    for figure in measured:
        value = float(f"{figure.value:.6g}")
        yield {**common, "metric": figure.metric, "value": value, "unit": figure.unit}


def _tokens(mean: float) -> int | float:
    return int(mean) if mean == int(mean) else round(mean, 1)


def csv_of(rows: Sequence[Mapping[str, object]]) -> str:
    """Return rows as CSV with the measurement columns."""
    out = StringIO()
    writer = csv.DictWriter(out, [*COLUMNS, *ADDED], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def warnings_of(probed: Probed, setup: Setup) -> tuple[str, ...]:
    """Return what a reader must know before using the figures."""
    return tuple(dict.fromkeys([*_about_setup(probed, setup), *_about_answers(probed)]))


def _about_setup(probed: Probed, setup: Setup) -> Iterator[str]:
    if probed.endpoint.exposes_key:
        yield "the key travelled unencrypted: the address begins with http:"
    if not (setup.gpu and setup.engine):
        yield (
            "the rows name no hardware: `validate` and `calibrate` need --gpu and --engine (and"
            " --gpu-count, --precision)"
        )


def _about_answers(probed: Probed) -> Iterator[str]:
    plan = probed.plan
    for level in probed.levels:
        for said, times in level.failures.items():
            yield f"{level.users} at once: {times} of {plan.timed(level.users)} failed: {said}"
        if level.late_seconds > LATE:
            yield (
                f"{level.users} at once: this program itself was {level.late_seconds * 1e3:.0f} ms"
                " late in the mean, so its times are longer than the endpoint's: measure from a"
                " machine that is less busy, or with fewer users"
            )
    timings = [t for level in probed.levels for t in level.timings]
    if any(t.input_tokens is None for t in timings):
        yield f"the endpoint counts no input tokens: {plan.input_tokens:,} were asked for"
    if any(t.output_tokens is None for t in timings):
        yield "the endpoint counts no output tokens: streamed pieces are taken for tokens"
    elif not one_token_each(timings):
        yield (
            "pieces of the stream hold several tokens or none: no `itl`, and the first token's"
            " time is that of the first piece"
        )
    cached = cached_share(timings) or 0.0
    if cached > NOTABLE_CACHE:
        yield f"a prefix cache held {cached:.0%} of the input, though no two prompts begin alike"
    output = mean_output(timings)
    if output < SHORT * plan.output_tokens:
        yield (
            f"answers had {output:,.0f} tokens in the mean where {plan.output_tokens:,} were"
            " asked for: the model stops earlier"
        )
