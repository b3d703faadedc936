"""Offers that serve one workload together: what each of them serves, and what they cost as one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from breakeven.domain.numbers import Array
from breakeven.domain.units import TOKENS_PER_MILLION
from breakeven.economics.account import Accounts, Month, merged, months_of
from breakeven.economics.bill import BillLine, OnceLine
from breakeven.economics.blend_curve import BlendCurve, at_share
from breakeven.economics.curve import CostCurve
from breakeven.economics.decision import Option, OverflowFound, Quality
from breakeven.economics.hybrid_curve import HybridCurve
from breakeven.economics.market import Question
from breakeven.economics.rows import Row

LEAST = 1e-9
"""Share of the requests of a part that serves none: its bill is divided by them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """One offer of several."""

    row: Row
    curve: CostCurve
    """Over the requests that it serves."""
    share: float
    """Of the requests that it serves at the workload's volume; above 1 with the others' where a
    request may be served twice."""
    machines: float | None = None
    """That it keeps; None for as many as its share needs."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mixture:
    """Offers together."""

    id: str
    parts: tuple[Part, ...]
    curve: HybridCurve | BlendCurve
    said: str
    """How they share the requests, in words."""
    quality: Quality | None = None
    """Of them together; None for that of the worst."""
    overflow: OverflowFound | None = None
    gain: float = 1.0
    """How much more machines keep than was planned, with an overflow."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """Who takes part."""
        return tuple(part.row for part in self.parts)

    def usd(self, curves: Sequence[CostCurve], question: Question) -> Array:
        """Return the cost of a month in each sample, from the sampled curves of the parts."""
        volume = question.workload.requests_per_day
        if isinstance(self.curve, HybridCurve):
            fleet, tokens = curves
            split = HybridCurve.of(fleet, tokens, question.hours).with_gain(self.gain)
            return np.asarray(split.cost(volume))
        each = [at_share(c, p.share).cost(volume) for c, p in zip(curves, self.parts, strict=True)]
        return np.asarray(sum(each))

    def option(self, question: Question) -> Option:
        """Return the mixture as the answer shows it: the lines of all, each at its own part."""
        volume, parts = question.workload.requests_per_day, self.parts
        options = [_part_option(part, question) for part in parts]
        usd = float(np.asarray(self.curve.cost(volume)))
        own = next((o for o in options if o.fleet is not None), options[0])
        work = question.workload
        millions = question.requests_per_month * (work.input_tokens.mean + work.output_tokens.mean)
        lines: list[BillLine] = [line for one in options for line in one.lines]
        once: list[OnceLine] = [line for one in options for line in one.once]
        latency = self.overflow.latency if self.overflow else own.latency
        return Option(
            id=self.id,
            kind="hybrid",
            model="+".join(dict.fromkeys(o.model for o in options)),
            provider="+".join(o.provider for o in options),
            purchase=own.purchase,
            usd_per_month=usd,
            usd_per_million_tokens=usd / (millions / TOKENS_PER_MILLION),
            fleet=own.fleet,
            latency=latency,
            rate=own.rate,
            lines=merged(lines),
            once=tuple(dict.fromkeys(once)),
            quality=self.quality or min(options, key=_score).quality,
            flags=tuple(dict.fromkeys((self.said, *(flag for o in options for flag in o.flags)))),
            overflow=self.overflow,
        )


def _part_option(part: Part, question: Question) -> Option:
    """Return one offer at its share of the volume."""
    volume = question.workload.requests_per_day * max(part.share, LEAST)
    own = replace(question, workload=replace(question.workload, requests_per_day=volume))
    kept = part.machines
    if kept is None:
        [month] = months_of(part.curve, volume)
    else:
        usd = float(part.curve.fixed)
        month = Month(usd=usd, paid=kept, running=kept, peak=kept)
    return Accounts(own).option(part.row, month)


def _score(option: Option) -> float:
    return -np.inf if option.quality.score is None else option.quality.score


def blend(
    parts: Sequence[Part], *, name: str, said: str, quality: Quality | None = None
) -> Mixture:
    """Return offers that each serve a fixed share of the requests."""
    return Mixture(
        id=name,
        parts=tuple(parts),
        curve=BlendCurve.of([p.curve for p in parts], [p.share for p in parts]),
        said=said,
        quality=quality,
    )
