"""What one task that ends well costs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCost:
    """What one task that ends well costs, in US dollars."""

    value: float | None
    """At the shares and ratios as measured or published; None where nothing is known."""
    low: float | None
    """Fifth percentile."""
    high: float | None
    """95th percentile."""
    success_share: float | None
    """Of single attempts."""
    ends_well: float | None
    """Share of the tasks, retries and handing over included."""
    source: str

    def to_dict(self) -> dict[str, object]:
        """Return the value of `usd_per_successful_task` in JSON."""
        return {
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "success_share": self.success_share,
            "ends_well": self.ends_well,
            "source": self.source,
        }
