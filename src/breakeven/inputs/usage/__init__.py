"""Read usage logs: files in, one normal form, a summary or a workload out."""

from breakeven.inputs.usage.log import UsageLog
from breakeven.inputs.usage.reading import read_usage
from breakeven.inputs.usage.rejects import Rejected
from breakeven.inputs.usage.summary import ModelUsage, UsageSummary

__all__ = ["ModelUsage", "Rejected", "UsageLog", "UsageSummary", "read_usage"]
