"""A lesson's analyser as it was written, and where it errs.

>>> CostComparisonAnalyzer().find_breakeven("gpt-4o", "llama-3.1-70b")
{'message': 'API remains cheaper at all volumes tested'}
"""

from breakeven.lesson.analyser import CostComparisonAnalyzer, compare_scenarios
from breakeven.lesson.difference import Difference
from breakeven.lesson.explaining import explain

__all__ = ["CostComparisonAnalyzer", "Difference", "compare_scenarios", "explain"]
