"""What a fit is asked to meet: measured quantities with their weights."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from breakeven.serving.calibration import Targets
from breakeven.serving.measurement import Kind, Point, Setting
from breakeven.serving.quantities import MIDDLE

WEIGHTS: Mapping[tuple[Kind, str], float] = MappingProxyType(
    {
        ("closed", "tpot"): 1.0,
        ("closed", "share_of_e2e"): 0.5,
        ("closed", "ttft"): 0.35,
        ("closed", "output_rate"): 0.7,
        ("closed", "total_rate"): 0.7,
        ("closed", "request_rate"): 0.7,
        ("open", "tpot"): 1.0,
        ("open", "share_of_e2e"): 0.5,
        ("open", "ttft"): 0.35,
        ("offline", "output_rate"): 1.0,
        ("offline", "total_rate"): 1.0,
        ("offline", "request_rate"): 1.0,
        ("static", "ttft"): 0.3,
        ("static", "tpot"): 0.7,
        ("static", "total_rate"): 0.7,
        ("static", "output_rate"): 0.7,
        ("single", "prefill_rate"): 0.5,
        ("single", "decode_rate"): 0.7,
    }
)
"""Of one value; what is not named says nothing about the coefficients."""
CROWDING = 0.35
"""Values of one model on one engine and accelerator count for less the more of them there are."""


def targets(
    settings: Sequence[Setting],
    points: Sequence[Point],
    *,
    leave_out: Collection[int] = (),
    source_weights: Mapping[str, float] | None = None,
) -> Targets:
    """Return the median of each statistic of each run, weighted; `leave_out` names rows.

    Tails are predicted, but nothing is fitted to them. A value that several files tell of one run
    counts once: each telling has its share of the weight.
    """
    values: dict[tuple[int, str, str], list[float]] = defaultdict(list)
    for p in points:
        known = (settings[p.setting].load.kind, p.quantity) in WEIGHTS
        if known and p.statistic in MIDDLE and p.row not in leave_out:
            values[p.setting, p.quantity, p.statistic].append(p.value)
    kin = Counter(_kin(settings[i], quantity) for i, quantity, _ in values)
    twins = Counter(_told(settings[i], name, value) for (i, *name), value in values.items())
    by_source = source_weights or {}
    return Targets(
        run=np.array([i for i, _, _ in values], np.intp),
        quantity=tuple(quantity for _, quantity, _ in values),
        statistic=tuple(statistic for _, _, statistic in values),
        log_value=np.log([float(np.median(v)) for v in values.values()]),
        weight=np.array(
            [
                WEIGHTS[settings[i].load.kind, quantity]
                * by_source.get(settings[i].source, 1.0)
                / kin[_kin(settings[i], quantity)] ** CROWDING
                / twins[_told(settings[i], [quantity, statistic], values[i, quantity, statistic])]
                for i, quantity, statistic in values
            ]
        ),
    )


def _kin(s: Setting, quantity: str) -> tuple[str, ...]:
    return (s.source, s.engine, s.accelerator, s.model, quantity)


def _told(s: Setting, name: Sequence[str], values: Sequence[float]) -> tuple[object, ...]:
    """Return what is equal where the same run is told twice, be it of two models of one shape."""
    load = (s.load.input_tokens, s.load.output_tokens, s.load.concurrency)
    at = (s.load.requests_per_second, s.load.kind, s.engine, s.accelerator, s.sheet.count)
    width = (s.sheet.linear_bytes, s.sheet.expert_bytes, s.shape.layers, s.shape.hidden)
    return (*name, *load, *at, *width, f"{float(np.median(values)):.2g}")
