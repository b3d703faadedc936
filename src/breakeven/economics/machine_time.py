"""When the machines of an option run: always, with the hours' load, or a base always."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from breakeven.domain.numbers import Num

Scaling = Literal["always-on", "autoscaled", "base-and-peak", "scale-to-zero"]
"""`always-on`: sized for the peak around the clock; `autoscaled`: started and stopped with each
hour's load; `base-and-peak`: some reserved around the clock, the others on demand by the hour;
`scale-to-zero`: a machine started for a request and stopped when idle, paid by the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineTime:
    """What one machine serves and when machines run; floats, or arrays of options."""

    requests_per_day: Num = np.inf
    """Mean volume at which one machine is full at its peak; infinite where there is none."""
    minimum: Num = 0.0
    """Machines that run at any volume."""
    spared: Num = 0.0
    """1 where spare machines are kept, 0 where not."""
    scaled: Num = 0.0
    """1 where machines follow the hours' load."""
    base_ratio: Num = np.inf
    """Price of an hour of a base machine over that of one on demand; infinite without a base."""
