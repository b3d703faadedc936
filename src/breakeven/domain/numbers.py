"""Types of the numbers that formulas take: a float, or an array of options or samples."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Index: TypeAlias = NDArray[np.intp]
Num: TypeAlias = "float | Array"
