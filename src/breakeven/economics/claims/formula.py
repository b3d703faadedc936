"""A formula as one line of text: what is shown is what is computed."""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from breakeven.domain.numbers import Array, Num


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A named quantity from others.

    >>> f = Formula(output="energy_usd", text="power_kw * hours * usd_per_kwh", why="energy")
    >>> f.inputs
    ('power_kw', 'hours', 'usd_per_kwh')
    >>> f(power_kw=2.0, hours=10.0, usd_per_kwh=0.15)
    3.0
    """

    output: str
    text: str
    why: str
    assumes: str = ""
    """What is taken for granted where a claim says nothing; such a formula is the last resort."""
    slack: float = 1.0
    """Factor by which reality may differ from what is taken for granted."""
    rival: bool = False
    """Whether another formula of the same output compares with something else."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Return the names that the formula needs, in their order."""
        return _names(self.text)

    def __call__(self, **values: Num) -> Num:
        """Return the output's value; a denominator that is not positive gives infinity."""
        return _value(_parsed(self.text), values)


@cache
def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


@cache
def _names(text: str) -> tuple[str, ...]:
    called = {id(n.func) for n in ast.walk(_parsed(text)) if isinstance(n, ast.Call)}
    nodes = (n for n in ast.walk(_parsed(text)) if isinstance(n, ast.Name) and id(n) not in called)
    ordered = sorted(nodes, key=lambda n: (n.lineno, n.col_offset))
    return tuple(dict.fromkeys(n.id for n in ordered))


def _over(cost: Num, gain: Num) -> Num:
    """Divide; what gains nothing never pays."""
    if np.ndim(cost) == 0 and np.ndim(gain) == 0:
        return float(cost / gain) if gain > 0 else float("inf")
    cost, gain = np.broadcast_arrays(cost, gain)
    out: Array = np.full(cost.shape, np.inf)
    np.divide(cost, gain, out=out, where=gain > 0)
    return out


OPERATIONS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: _over,
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "ceil": np.ceil,
    "max": np.maximum,
    "min": np.minimum,
}


def _value(node: ast.expr, values: Mapping[str, Num]) -> Num:
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.BinOp(left=left, op=operation, right=right):
            result: Num = OPERATIONS[type(operation)](_value(left, values), _value(right, values))
            return result
        case ast.Call(func=ast.Name(id=name), args=args):
            called: Num = FUNCTIONS[name](*(_value(a, values) for a in args))
            return called
    raise ValueError(f"a formula has no {type(node).__name__}")
