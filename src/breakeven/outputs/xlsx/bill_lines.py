"""An option's bill as formulas: the lines of `economics.account`, driver times factor each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from breakeven.economics.account import AS_STATED, USED
from breakeven.economics.cost_lines import STATED, Assumed, CostLine, Part
from breakeven.economics.recipe import Recipe
from breakeven.economics.rows import TokenRow
from breakeven.outputs.xlsx.inputs_sheet import Inputs
from breakeven.outputs.xlsx.live import ZERO, Live, least, live, total

MOVING = ("tokens", "machines")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """The machines of an option, as cells."""

    served: Live
    """Requests a day that one serves."""
    minimum: Live
    paid: Live
    """On average, in machines at their full price, spares apart."""
    spares: Live


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Account:
    """What an option's bill is computed from, as cells."""

    recipe: Recipe
    inputs: Inputs
    drivers: Mapping[str, Live]
    tokens: Mapping[str, Live]
    """Of one request, by the line of the bill."""
    machines: Machines | None

    def each(self, line: CostLine) -> Live:
        """Return a line's cost: a month's, a daily request's, a machine's, or once."""
        return self.drivers[line.driver] * factor_of(line, self.inputs.value)

    def sum(self, part: Part, which: Callable[[CostLine], bool] = lambda _: True) -> Live:
        """Return the sum of some lines of a part."""
        lines = (one for one in self.recipe.lines if one.part == part and which(one))
        return total(self.each(one) for one in lines)


def factor_of(line: CostLine, value: Callable[[str], Live]) -> Live:
    """Return a line's factor as a formula: the engine's own function, given cells."""
    return live(cast(Live, line.factor(cast(Assumed, value))))


def bill_lines(account: Account) -> dict[str, Live]:
    """Return a month's bill by the names of its lines."""
    found: dict[str, Live] = {}
    recipe, machines = account.recipe, account.machines
    traffic = account.inputs.traffic
    spared = ZERO

    def add(name: str, usd: Live) -> None:
        found[name] = found.get(name, ZERO) + usd

    for line in recipe.lines:
        if line.part == "machine" and machines is not None:
            each = account.each(line)
            if line.idles:
                spared = spared + each
            if recipe.row.purchase == STATED or line.trend == "none":
                name = AS_STATED if recipe.row.purchase == STATED else line.name
                add(name, each * machines.paid)
            else:
                for name, share in zip(USED[line.name], _busy(account, machines), strict=True):
                    add(name, each * machines.paid * share)
        elif line.part == "request" and isinstance(recipe.row, TokenRow) and not line.source:
            for name, usd in account.tokens.items():
                add(name, traffic.requests_per_month * usd)
        elif line.part == "request":
            add(line.name, traffic.requests_per_day * account.each(line))
        elif line.part == "month":
            add(line.name, account.each(line))
    if machines is not None and machines.spares.formula != "0":
        add("spare machines", machines.spares * spared)
    return found


def _busy(account: Account, machines: Machines) -> tuple[Live, Live]:
    """Return the shares of the paid machines that are used and idle."""
    traffic = account.inputs.traffic
    could = machines.paid * machines.served * traffic.peak_factor
    busy = least(traffic.requests_per_day / could, 1.0)
    return busy, 1.0 - busy


def once_lines(account: Account) -> dict[str, Live]:
    """Return what is paid once by the names of its lines."""
    found: dict[str, Live] = {}
    for line in account.recipe.lines:
        if line.part == "once":
            found[line.name] = found.get(line.name, ZERO) + account.each(line)
    return found
