"""A log's requests one by one, for the simulator."""

import numpy as np

from breakeven.domain.errors import InputError
from breakeven.domain.requests import Requests
from breakeven.inputs.usage.log import UsageLog
from breakeven.inputs.usage.normal import MICROSECONDS
from breakeven.inputs.usage.tables import rows_of

COLUMNS = ("time", "input_tokens", "output_tokens", "cached_input_tokens")


def requests_of(log: UsageLog) -> Requests:
    """Return a log's requests in the order of arrival.

    Raises InputError where the log holds only sums of requests.
    """
    events = log.events
    [largest] = rows_of(log.connection, events.aggregate(most=events.requests.max()))
    if (largest["most"] or 0) > 1:
        raise InputError("holds sums of requests; a simulation needs each of them", where=log.name)
    rows = rows_of(log.connection, events.order_by(list(COLUMNS)).select(*COLUMNS))
    table = np.array([tuple(row.values()) for row in rows], dtype=float).reshape(-1, len(COLUMNS))
    time, inputs, outputs, cached = table.T
    return Requests(
        arrivals=(time - time[0]) / MICROSECONDS if len(time) else time,
        input_tokens=inputs,
        output_tokens=outputs,
        cached_tokens=np.nan_to_num(cached),
    )
