"""Units that names refer to: GiB, hours, days and months."""

from typing import Final

GIB: Final = 2**30
GB: Final = 10**9
DAYS_PER_MONTH: Final = 365.25 / 12
HOURS_PER_DAY: Final = 24
SECONDS_PER_HOUR: Final = 3_600
SECONDS_PER_DAY: Final = 86_400
TOKENS_PER_MILLION: Final = 1_000_000
