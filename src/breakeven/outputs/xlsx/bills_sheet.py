"""The sheet of bills: an option in each column, from what drives it to the curve of its cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from breakeven.economics.decision import Decision
from breakeven.economics.recipe import Recipe
from breakeven.outputs.names import KINDS, name_of
from breakeven.outputs.xlsx.account_block import HEIGHT, LEFT, account_block, write_lines
from breakeven.outputs.xlsx.bill_lines import Account, Machines, bill_lines, curve_part, once_lines
from breakeven.outputs.xlsx.book import Book, Page
from breakeven.outputs.xlsx.inputs_sheet import Inputs
from breakeven.outputs.xlsx.live import Live, total
from breakeven.outputs.xlsx.load_sheet import Load

NAMES, KIND = 3, 4
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
        account_block(page, recipe, inputs, load, row=KIND + 2, column=LEFT + i)
        for i, recipe in enumerate(decision.recipes)
    ]
    return _totals(page, decision, inputs, accounts)


def _totals(page: Page, decision: Decision, inputs: Inputs, accounts: Sequence[Account]) -> Bills:
    """Write lines, totals, once-costs and curves."""
    row = KIND + 2 + HEIGHT
    page.text(row, 0, "Bill of a month", "section")
    named = [bill_lines(account) for account in accounts]
    first = row + 1
    cells: list[dict[str, Live]] = []
    row = write_lines(page, first, named, cells)
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
    end = write_lines(page, once_row + 1, once_named, once_cells)
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


def _curves(page: Page, row: int, accounts: Sequence[Account]) -> list[dict[str, Live]]:
    """Write what the cost of any volume and of the months ahead is made of."""
    page.text(row, 0, "The cost as a curve: fixed + per request x volume + machines", "section")
    for i, (_, what, unit, _style) in enumerate(CURVE, row + 1):
        page.row(i, (what, unit), "line")
    found = []
    for column, account in enumerate(accounts, LEFT):
        cells: dict[str, Live] = {}
        for i, (key, _, _unit, style) in enumerate(CURVE, row + 1):
            cells[key] = page.put(i, column, curve_part(account, key), style)
        found.append(cells)
    return found
