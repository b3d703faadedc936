"""An option's bill as formulas: the lines of `economics.account`, driver times factor each."""

from collections.abc import Callable, Iterator, Mapping
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
    for line in account.recipe.lines:
        for name, usd in _line(account, line):
            found[name] = found.get(name, ZERO) + usd
    machines = account.machines
    if machines is not None and machines.spares.formula != "0":
        standing = account.sum("machine", lambda one: one.idles)
        found["spare machines"] = machines.spares * standing
    return found


def _line(account: Account, line: CostLine) -> Iterator[tuple[str, Live]]:
    """Yield the parts of a line, by their names in the bill."""
    recipe, traffic = account.recipe, account.inputs.traffic
    if line.part == "machine":
        yield from _of_machines(account, line)
    elif line.part == "request" and isinstance(recipe.row, TokenRow) and not line.source:
        for name, usd in account.tokens.items():
            yield name, traffic.requests_per_month * usd
    elif line.part == "request":
        yield line.name, traffic.requests_per_day * account.each(line)
    elif line.part == "month":
        yield line.name, account.each(line)


def _of_machines(account: Account, line: CostLine) -> Iterator[tuple[str, Live]]:
    """Yield a line of machines: whole, or what is used and what is idle."""
    machines, stated = account.machines, account.recipe.row.purchase == STATED
    if machines is None:
        return
    usd = account.each(line) * machines.paid
    if stated or line.trend == "none":
        yield (AS_STATED if stated else line.name), usd
        return
    for name, share in zip(USED[line.name], _busy(account, machines), strict=True):
        yield name, usd * share


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


def curve_part(account: Account, key: str) -> Live:
    """Return one number of an option's curve."""
    machines = account.machines
    if key == "fixed":
        standing = account.sum("machine", lambda one: one.idles)
        spares = machines.spares * standing if machines is not None else ZERO
        return account.sum("month") + spares
    if key == "per_request":
        return account.sum("request")
    if key == "step_usd":
        return account.sum("machine") if machines is not None else ZERO
    if key == "tokens_usd":
        return account.sum("request", lambda one: one.trend in MOVING)
    if key == "rent_usd":
        return account.sum("machine", lambda one: one.trend == "machines")
    if key == "per_machine":
        return account.sum("machine", lambda one: one.trend == "none")
    if key == "attended":
        return account.sum("machine", lambda one: one.trend == "none" and not one.idles)
    return account.sum("month")
