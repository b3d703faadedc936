"""Measurements that contradict physics or their own neighbours, found by rule."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from breakeven.serving.measurement import Point, Setting

TOLERANCE = 0.9
"""Of the time in which the weights can be read at the datasheet's bandwidth."""
FASTER = 0.75
"""Nobody is served this much faster by doubling the users."""


def implausible(settings: Sequence[Setting], points: Sequence[Point]) -> Mapping[int, str]:
    """Return the rows to leave out, each with its reason."""
    out = {p.row: reason for p in points if (reason := too_fast(settings[p.setting], p))}
    return out | _faster_when_crowded(settings, points)


def too_fast(of: Setting, point: Point) -> str:
    """Say so where a token comes sooner than one token's weights can be read."""
    quantity = point.quantity
    if quantity not in ("tpot", "share_of_e2e", "decode_rate"):
        return ""
    seconds = 1 / point.value if quantity == "decode_rate" else point.value
    least = TOLERANCE * least_seconds(of) / of.load.speculation.step_yield
    if seconds >= least:
        return ""
    return f"{seconds * 1e3:.2f} ms a token, reading the weights alone takes {least * 1e3:.2f} ms"


def least_seconds(of: Setting) -> float:
    """Return the time of reading what one token needs at the datasheet's bandwidth."""
    shape, sheet = of.shape, of.sheet
    active = shape.expert_parameters * shape.experts_per_token / shape.experts
    read = shape.linear_parameters * sheet.linear_bytes + active * sheet.expert_bytes
    parallel = sheet.count / sheet.pipeline
    return float(read / parallel / sheet.bandwidth)


def _faster_when_crowded(settings: Sequence[Setting], points: Sequence[Point]) -> dict[int, str]:
    """Find closed loops that were much faster than the same with half the users."""
    kin: dict[tuple[object, ...], list[tuple[float, float, Point]]] = defaultdict(list)
    for p in points:
        s = settings[p.setting]
        if s.load.kind == "closed" and p.quantity == "tpot":
            kin[_kin(s)].append((s.load.concurrency, p.value, p))
    bad = set()
    for runs in kin.values():
        for users, seconds, p in runs:
            fewer = [u for u, _, _ in runs if u <= users / 2]
            if fewer:
                most = max(fewer)
                usual = float(np.median([t for u, t, _ in runs if u == most]))
                bad |= {p.setting} if seconds < FASTER * usual else set()
    reason = "more users were served much faster than half as many in the same setting"
    return {p.row: reason for p in points if p.setting in bad}


def _kin(s: Setting) -> tuple[object, ...]:
    load = s.load
    hardware = (s.accelerator, s.sheet.count, s.sheet.linear_bytes, s.sheet.expert_bytes)
    return (s.source, s.engine, s.model, hardware, load.input_tokens, load.output_tokens)
