"""stand-in"""
from dataclasses import dataclass
import numpy as np
from breakeven.domain.numbers import Array

@dataclass(frozen=True)
class Irr:
    per_year: float | None

def irr(flows: Array) -> Irr:
    """stand-in"""
    return Irr(None)

def payback_months(saved: Array) -> float | None:
    """stand-in"""
    total=np.cumsum(saved)
    neg=np.flatnonzero(total<0)
    if not neg.size: return 0.0
    i=int(neg[-1])
    if i+1>=len(total): return None
    return i+1+float(-total[i]/saved[i+1])
