"""What the loop computes from numbers alone: calendars, blocks, pairs, series of steps."""

import math
from typing import Any, TypeAlias

import numpy as np

from breakeven.serving.loop.compiled import compiled, inlined

IntArray: TypeAlias = np.ndarray[Any, np.dtype[np.integer[Any]]]

MARKS = 32
"""Steps in one word of a calendar's marks."""
DE_BRUIJN = 0x077CB531
LOWEST_BIT = np.zeros(MARKS, np.int64)
LOWEST_BIT[[(DE_BRUIJN << bit & 0xFFFFFFFF) >> 27 for bit in range(MARKS)]] = np.arange(MARKS)
"""Index of the only bit set, by the top five bits of its product with a de Bruijn number."""
GAP_FLOOR, GAP_BINS, GAPS_PER_E_FOLD = 1e-6, 5120, 200.0
"""Gaps between tokens are counted in bins of half a percent, from a microsecond on."""


@inlined
def mark(marks: IntArray, step: int) -> None:
    """Mark a step of a circular calendar."""
    marks[(step // MARKS) & (marks.size - 1)] |= 1 << (step & (MARKS - 1))


@inlined
def unmark(marks: IntArray, step: int) -> None:
    """Take the mark off a step."""
    marks[(step // MARKS) & (marks.size - 1)] &= ~(1 << (step & (MARKS - 1)))


@inlined
def next_mark(marks: IntArray, step: int) -> int:
    """Return the first marked step after `step`; there must be one within the calendar."""
    step += 1
    word = marks[(step // MARKS) & (marks.size - 1)] >> (step & (MARKS - 1))
    while word == 0:
        step = (step | (MARKS - 1)) + 1
        word = marks[(step // MARKS) & (marks.size - 1)]
    lowest = word & -word
    return step + int(LOWEST_BIT[((lowest * DE_BRUIJN) & 0xFFFFFFFF) >> 27])


@inlined
def blocks(tokens: int, size: int) -> int:
    """Return the blocks that hold some tokens."""
    return tokens if size == 1 else (tokens + size - 1) // size


@inlined
def pairs(done: int, new: int, window: int) -> int:
    """Return how many tokens, among the last `window` up to itself, `new` tokens look at."""
    growing = min(max(window - done, 0), new)
    return growing * done + growing * (growing + 1) // 2 + (new - growing) * window


@compiled
def steps_until(first: float, slope: float, span: float, most: int) -> int:
    """Return the fewest steps, from 1 to `most`, that last at least `span` seconds.

    The j-th step takes first + slope (j - 1): a quadratic, whose root is then checked.
    """
    if span <= first:
        return 1
    if most * first + slope * (0.5 * most * (most - 1)) < span:
        return most
    middle = first - 0.5 * slope
    root = 2.0 * span / (middle + math.sqrt(middle * middle + 2.0 * slope * span))
    steps = max(min(math.ceil(root), most), 1)
    while steps > 1 and (steps - 1) * (first + slope * (0.5 * (steps - 2))) >= span:
        steps -= 1
    while steps < most and steps * (first + slope * (0.5 * (steps - 1))) < span:
        steps += 1
    return steps


@compiled
def count_gaps(gaps: IntArray, first: float, slope: float, steps: int, each: int) -> None:
    """Count the gaps between tokens of `each` requests over `steps` steps."""
    done = 0
    while done < steps:
        gap = first + slope * done
        place = int(math.log(max(gap, GAP_FLOOR) / GAP_FLOOR) * GAPS_PER_E_FOLD)
        place = min(place, GAP_BINS - 1)
        many = steps - done
        if many > 1 and slope > 0.0:
            edge = GAP_FLOOR * math.exp((place + 1) / GAPS_PER_E_FOLD)
            many = min(max(math.ceil((edge - gap) / slope), 1), many)
        gaps[place] += many * each
        done += many
