"""The sheet of bills: an option in each column, from what drives it to the curve of its cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from breakeven.economics.decision import Decision
from breakeven.economics.recipe import Recipe
from breakeven.outputs.names import KINDS, name_of
from breakeven.outputs.xlsx.bill_lines import MOVING, Account, Machines, bill_lines, once_lines
from breakeven.outputs.xlsx.book import Book, Page
from breakeven.outputs.xlsx.drivers import drivers, minimum_machines, served_per_day, token_parts
from breakeven.outputs.xlsx.inputs_sheet import Inputs
from breakeven.outputs.xlsx.live import ZERO, Live, live, most, rounded_up, total
from breakeven.outputs.xlsx.load_sheet import Load

LEFT = 2
"""First column of options."""
NAMES, KIND = 3, 4
DRIVERS = (
    ("request_usd", "a request a day, for a month", "USD", "usd_small"),
    ("second_usd", "a second a request, for a month", "USD", "usd_small"),
    ("rent_usd", "rent of a machine", "USD/month", "usd"),
    ("capex_usd", "price of a machine", "USD", "usd"),
    ("machine_usd", "rent or depreciation of a machine", "USD/month", "usd"),
    ("gpus", "GPUs of a machine", "GPUs", "count"),
    ("kilowatts", "power limit of its GPUs", "kW", "count"),
    ("disk_gb", "disk of a machine", "GB", "count"),
    ("output_tokens", "answers to a request a day", "tokens/month", "count"),
)
CURVE = (
    ("fixed", "at any volume", "USD/month", "usd"),
    ("per_request", "a request a day", "USD/month", "usd_small"),
    ("step_usd", "a machine", "USD/month", "usd"),
    ("tokens_usd", "of a request: follows prices", "USD/month", "usd_small"),
    ("rent_usd", "of a machine: follows rents", "USD/month", "usd"),
    ("per_machine", "of a machine: follows no price", "USD/month", "usd"),
    ("attended", "of that, not for spares", "USD/month", "usd"),
    ("month", "a month, without spares", "USD/month", "usd"),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bill:
    """An option's column, as cells."""

    recipe: Recipe
    column: int
    usd: Live
    once: Live
    usd_per_million: Live
    machines: Machines | None
    curve: Mapping[str, Live]
    lines: Mapping[str, Live]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bills:
    """All columns, and where their totals stand."""

    bills: tuple[Bill, ...]
    names: str
    totals: str
    lines: tuple[int, int]
    """First and last row of the lines."""

    def of(self, option: str) -> Bill | None:
        """Return an option's column."""
        return next((b for b in self.bills if b.recipe.id == option), None)


def bills_sheet(book: Book, decision: Decision, inputs: Inputs, load: Load) -> Bills:
    """Write the bills, and return their cells."""
    page = book.page("Bills")
    page.title("Bills of a month", "Every figure is a formula of Inputs and Assumptions.")
    page.widths(38, 13)
    page.widths(*[19] * len(decision.recipes), at=LEFT)
    page.sheet.freeze_panes(KIND + 1, LEFT)
    page.sheet.repeat_columns(0, 1)
    page.sheet.repeat_rows(NAMES, KIND)
    page.sheet.fit_to_pages(0, 1)
    page.tall(NAMES, 4)
    page.tall(KIND, 2)
    page.row(NAMES, ("option", "unit"))
    page.row(KIND, ("way to buy", ""), "note")
    for i, recipe in enumerate(decision.recipes):
        page.text(NAMES, LEFT + i, name_of(recipe.id), "head")
        bought = f", {recipe.row.purchase}" if recipe.row.purchase else ""
        page.text(KIND, LEFT + i, KINDS[recipe.row.kind] + bought, "wrapped_note")
    accounts = [
        _account(page, recipe, inputs, load, column=LEFT + i)
        for i, recipe in enumerate(decision.recipes)
    ]
    return _totals(page, decision, inputs, accounts)


def _account(page: Page, recipe: Recipe, inputs: Inputs, load: Load, *, column: int) -> Account:
    """Write an option's drivers and machines."""
    row = KIND + 2
    page.text(row, 0, "What drives the bill", "section")
    known = drivers(recipe, inputs)
    cells: dict[str, Live] = {"one": live(1.0)}
    for i, (key, what, unit, style) in enumerate(DRIVERS, row + 1):
        page.row(i, (what, unit), "line")
        if key in known:
            cells[key] = page.put(i, column, known[key], style)
    row += len(DRIVERS) + 2
    return Account(
        recipe=recipe,
        inputs=inputs,
        drivers=cells,
        tokens=token_parts(recipe, inputs),
        machines=_machines(page, recipe, inputs, load, row=row, column=column),
    )


def _machines(
    page: Page, recipe: Recipe, inputs: Inputs, load: Load, *, row: int, column: int
) -> Machines | None:
    page.text(row, 0, "Machines (or steps of reserved units)", "section")
    said = (
        ("one serves, at its share of the peak", "requests/day"),
        ("least", "machines"),
        ("needed at the peak", "machines"),
        ("paid for on average, in full prices", "machines"),
        ("spares", "machines"),
    )
    for i, (what, unit) in enumerate(said, row + 1):
        page.row(i, (what, unit), "line")
    serves = served_per_day(recipe, inputs)
    if serves is None:
        return None
    served = page.put(row + 1, column, serves, "count")
    minimum = page.put(row + 2, column, minimum_machines(recipe, inputs), "count")
    volume = inputs.traffic.requests_per_day
    peak = page.put(row + 3, column, most(rounded_up(volume / served), minimum), "count")
    follows = float(recipe.time.scaled) > 0
    paid = load.paid(recipe.id, volume / served, minimum) if follows else peak
    spares = inputs.value("spare_machines") * float(recipe.time.spared)
    return Machines(
        served=served,
        minimum=minimum,
        paid=page.put(row + 4, column, paid, "count"),
        spares=page.put(row + 5, column, spares, "count") if spares.formula != "0" else ZERO,
    )


def _totals(page: Page, decision: Decision, inputs: Inputs, accounts: Sequence[Account]) -> Bills:
    """Write lines, totals, once-costs and curves."""
    row = KIND + len(DRIVERS) + 11
    page.text(row, 0, "Bill of a month", "section")
    named = [bill_lines(account) for account in accounts]
    first = row + 1
    cells: list[dict[str, Live]] = []
    row = _lines(page, first, named, cells)
    last = row - 1
    page.row(row, ("total", "USD/month"), "total")
    page.row(row + 1, ("for a million tokens", "USD"), "line")
    page.row(row + 2, ("as breakeven computed it", "USD/month"), "note")
    traffic = inputs.traffic
    tokens = traffic.requests_per_month * (traffic.input_tokens + traffic.output_tokens)
    priced = {o.id: o for o in decision.options}
    sums, each = [], []
    for i, account in enumerate(accounts):
        column = LEFT + i
        usd = sum(line.value for line in cells[i].values())
        whole = Live(usd, f"SUM({page.range(first, column, last, column).replace('$', '')})")
        sums.append(page.put(row, column, whole, "total_usd"))
        each.append(page.put(row + 1, column, sums[i] * 1e6 / tokens, "usd_small"))
        option = priced.get(account.recipe.id)
        page.number(row + 2, column, option.usd_per_month if option else None, "usd")
    once_row = row + 4
    page.text(once_row, 0, "Paid once", "section")
    once_named = [once_lines(account) for account in accounts]
    once_cells: list[dict[str, Live]] = []
    end = _lines(page, once_row + 1, once_named, once_cells)
    page.row(end, ("total", "USD"), "total")
    onces = [
        page.put(end, LEFT + i, total(found.values()), "total_usd")
        for i, found in enumerate(once_cells)
    ]
    curves = _curves(page, end + 2, accounts)
    return Bills(
        bills=tuple(
            Bill(
                recipe=account.recipe,
                column=LEFT + i,
                usd=sums[i],
                once=onces[i],
                usd_per_million=each[i],
                machines=account.machines,
                curve=curves[i],
                lines=cells[i],
            )
            for i, account in enumerate(accounts)
        ),
        names=page.range(NAMES, LEFT, NAMES, LEFT + len(accounts) - 1),
        totals=page.range(row, LEFT, row, LEFT + len(accounts) - 1),
        lines=(first, last),
    )


def _lines(
    page: Page, row: int, named: Sequence[Mapping[str, Live]], cells: list[dict[str, Live]]
) -> int:
    """Write lines by their names, and return the row after them."""
    names = list(dict.fromkeys(name for found in named for name in found))
    for i, name in enumerate(names, row):
        page.row(i, (name, "USD"), "line")
    for column, found in enumerate(named, LEFT):
        cells.append(
            {name: page.put(row + names.index(name), column, usd) for name, usd in found.items()}
        )
    return row + len(names)


def _curves(page: Page, row: int, accounts: Sequence[Account]) -> list[dict[str, Live]]:
    """Write what the cost of any volume and of the months ahead is made of."""
    page.text(row, 0, "The cost as a curve: fixed + per request x volume + machines", "section")
    for i, (_, what, unit, _style) in enumerate(CURVE, row + 1):
        page.row(i, (what, unit), "line")
    found = []
    for column, account in enumerate(accounts, LEFT):
        cells: dict[str, Live] = {}
        for i, (key, _, _unit, style) in enumerate(CURVE, row + 1):
            cells[key] = page.put(i, column, _part(account, key), style)
        found.append(cells)
    return found


def _part(account: Account, key: str) -> Live:
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
