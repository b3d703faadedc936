"""Attempts and success where a failed task is tried again.

A task fails with probability `1 - success` at its first attempt. Of two attempts at one task the
failures have the correlation `correlation`: each task has a probability of its own, beta
distributed over the tasks, so that what failed before is likelier to fail again. 0 is chance
alone; at 1 a task that failed once fails always. Failures must be noticed: who cannot tell a wrong
answer has no retries.

All arguments may be floats or arrays that broadcast.
"""

import numpy as np

from breakeven.domain.numbers import Num


def all_fail(success: Num, attempts: int, *, correlation: Num) -> Num:
    """Return the probability that every one of some attempts at a task fails.

    The product of (q (1 - c) + i c) / (1 - c + i c) over i = 0 .. attempts - 1, with q the share of
    failures (the beta-binomial distribution, Skellam 1948, with c = 1 / (a + b + 1)).

    >>> round(all_fail(0.8, 2, correlation=0.0), 9)          # 0.2 x 0.2
    0.04
    >>> round(all_fail(0.8, 2, correlation=0.5), 9)          # 0.2 x (0.1 + 0.5) / (0.5 + 0.5)
    0.12
    >>> round(all_fail(0.8, 5, correlation=1.0), 9)          # never again
    0.2
    """
    failure = 1.0 - success
    together: Num = failure if attempts else failure * 0.0 + 1.0
    for before in range(1, attempts):
        alone, shared = 1.0 - correlation, before * correlation
        together = together * (failure * alone + shared) / (alone + shared)
    return together


def mean_attempts(success: Num, attempts: int, *, correlation: Num) -> Num:
    """Return how often a task is tried on average, up to `attempts` times until it succeeds.

    The sum of the probabilities that all earlier attempts failed.

    >>> mean_attempts(0.8, 1, correlation=0.0)
    1.0
    >>> round(mean_attempts(0.8, 3, correlation=0.0), 9)     # 1 + 0.2 + 0.04
    1.24
    """
    tried: Num = 1.0
    for before in range(1, attempts):
        tried = tried + all_fail(success, before, correlation=correlation)
    return tried


def usd_per_success(
    usd_per_attempt: Num,
    success: Num,
    *,
    attempts: int = 1,
    correlation: Num = 0.0,
    failure_usd: float = 0.0,
    handed_over: bool = False,
) -> Num:
    """Return what a task that ends well costs, its share of those that do not included.

    (attempts x price + share failed x failure_usd) / share that ends well. Where a person finishes
    the failed ones for `failure_usd`, all end well. Infinite where none does.

    >>> usd_per_success(0.10, 0.5)                           # every second attempt is lost
    0.2
    >>> round(usd_per_success(0.10, 0.5, attempts=2), 9)     # 1.5 attempts for 0.75 of the tasks
    0.2
    >>> round(usd_per_success(0.10, 0.8, failure_usd=5, handed_over=True), 9)  # 0.10 + 0.2 x 5
    1.1
    """
    failed = all_fail(success, attempts, correlation=correlation)
    tried = mean_attempts(success, attempts, correlation=correlation)
    spent = tried * usd_per_attempt + failed * failure_usd
    if handed_over:
        return spent
    well = 1.0 - failed
    if isinstance(well, float):
        return spent / well if well > 0 else spent + np.inf
    return np.asarray(np.where(well > 0, spent / np.where(well > 0, well, 1.0), np.inf))
