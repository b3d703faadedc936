"""A log's requests one by one, for the simulator."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from breakeven.domain.errors import InputError
from breakeven.domain.requests import Requests
from breakeven.inputs.usage.log import UsageLog
from breakeven.inputs.usage.normal import MICROSECONDS, SIMULATED
from breakeven.inputs.usage.tables import rows_of

COLUMNS = ("time", "input_tokens", "output_tokens", "cached_input_tokens")


def requests_of(log: UsageLog) -> Requests:
    """Return a log's requests in the order of arrival, with what the log was read for.

    Raises InputError where the log holds only sums of requests.
    """
    events = log.events
    total = log.totals()
    if not total.single:
        raise InputError("holds sums of requests; a simulation needs each of them", where=log.name)
    if total.first is None:
        raise InputError("has no times; a simulation needs that of each request", where=log.name)
    names = [*COLUMNS, *(name for name in SIMULATED if name in events.columns)]
    rows = rows_of(log.connection, events.order_by(names).select(*names))
    table = np.array([[row[name] for name in COLUMNS] for row in rows], dtype=float)
    time, inputs, outputs, cached = table.reshape(-1, len(COLUMNS)).T
    return Requests(
        arrivals=(time - time[0]) / MICROSECONDS if len(time) else time,
        input_tokens=inputs,
        output_tokens=outputs,
        cached_tokens=np.nan_to_num(cached),
        priorities=_priorities([row.get("priority") for row in rows]),
        prefix_hashes=_hashes([row.get("prefix_hashes") for row in rows], log.name),
        prefix_block_tokens=log.prefix_block_tokens,
    )


def _priorities(said: Sequence[float | None]) -> Any:
    """Return the priorities; None where no row has one."""
    if all(one is None for one in said):
        return None
    return np.array([0.0 if one is None else one for one in said])


def _hashes(said: Sequence[str | None], where: str) -> tuple[tuple[int, ...], ...]:
    """Return the blocks of each prompt, numbered; nothing where no row has any.

    Raises InputError for text that is no list of hashes.
    """
    if not any(said):
        return ()
    numbers: dict[int | str, int] = {}
    try:
        return tuple(
            tuple(numbers.setdefault(one, len(numbers)) for one in _chain(text)) for text in said
        )
    except (ValueError, TypeError):
        expected = "a list of numbers or words was expected, one for each block of the prompt"
        message = f"the hashes of a prompt cannot be read; {expected}"
        raise InputError(message, where=where) from None


def _chain(text: str | None) -> list[int | str]:
    found = json.loads(text) if text else []
    if not isinstance(found, list):
        raise ValueError(text)
    return found
