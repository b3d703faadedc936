"""The sheet of the months ahead: machines held, cash, worth today, payback."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from breakeven.economics.cashflow import payback_months
from breakeven.economics.decision import Decision
from breakeven.outputs.names import name_of
from breakeven.outputs.xlsx.account_block import LEFT
from breakeven.outputs.xlsx.bills_sheet import Bill, Bills
from breakeven.outputs.xlsx.book import Book, Page
from breakeven.outputs.xlsx.hardware_block import bought_in, hardware_cash, life_of
from breakeven.outputs.xlsx.inputs_sheet import Inputs
from breakeven.outputs.xlsx.live import Live, most, rounded_up
from breakeven.outputs.xlsx.load_sheet import Load
from breakeven.outputs.xlsx.outlook_block import Ahead, outlook_block
from breakeven.studies.contenders import FREE

TOP, AGAINST = 3, 13
HARDWARE = 14
"""Column of the prices of machines."""
SAID = (
    "over the months, in today's dollars",
    "as breakeven computed it",
    "undiscounted",
    "paid once, at the start",
    "costs more until it saves",
    "pays back after, months",
    "saves in today's dollars",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Months:
    """What the other sheets need of it."""

    totals: str
    usd: tuple[Live, ...]
    """Discounted cost of each option."""
    cumulative: tuple[int, int]
    """First and last row of what has been paid so far."""


def months_sheet(
    book: Book, decision: Decision, inputs: Inputs, bills: Bills, load: Load
) -> Months:
    """Write the months ahead of each option."""
    page = book.page("Months")
    page.title(
        "The months ahead",
        "Cash as it is paid, each month in its middle; own machines when bought.",
    )
    page.widths(38, 10)
    page.widths(*[15] * max(len(bills.bills), 14), at=LEFT)
    page.sheet.freeze_panes(TOP + 1, LEFT)
    page.sheet.repeat_columns(0, 1)
    page.sheet.repeat_rows(TOP)
    page.row(TOP, ("option", ""))
    page.tall(TOP, 5)
    page.sheet.fit_to_pages(0, 0)
    page.sheet.set_print_scale(55)
    page.row(TOP, [name_of(b.recipe.id) for b in bills.bills], at=LEFT)
    top = AGAINST + 2
    page.text(top, 0, "What is known of the months", "section")
    ahead = outlook_block(page, decision, inputs, row=top + 1)
    step = len(ahead) + 3
    rows = {
        name: top + 3 + step * i
        for i, name in enumerate(("machines", "bought", "cash", "so far", "saved"), 1)
    }
    _heads(page, rows)
    _numbers(page, rows, ahead)
    cash = [_cash(page, inputs, bill, load, ahead, rows) for bill in bills.bills]
    return _totals(page, decision, bills, ahead, cash, rows)


def _heads(page: Page, rows: Mapping[str, int]) -> None:
    said = {
        "machines": "Machines held, spares among them",
        "bought": "Machines bought, replacements among them",
        "cash": "Cash of each month, without what is paid once",
        "so far": "Paid so far, once-costs included",
        "saved": "Saved so far against the option compared with",
    }
    for name, row in rows.items():
        page.text(row - 1, 0, said[name], "section")


def _numbers(page: Page, rows: Mapping[str, int], ahead: Sequence[Ahead]) -> None:
    for row in rows.values():
        for month in range(len(ahead)):
            page.number(row + month, 0, month + 1, "month")


def _cash(
    page: Page,
    inputs: Inputs,
    bill: Bill,
    load: Load,
    ahead: Sequence[Ahead],
    rows: Mapping[str, int],
) -> list[Live]:
    """Write one option's machines and cash."""
    column, curve, recipe = bill.column, bill.curve, bill.recipe
    held = _held(page, inputs, bill, load, ahead, row=rows["machines"])
    bought: list[Live] = []
    if recipe.is_owned:
        life, resale = life_of(inputs), inputs.value("resale_share")
        bought = bought_in(page, held, life, row=rows["bought"], column=column)
        capex = inputs.own[recipe.id]["machine_usd"]
        places = (rows["bought"], column, HARDWARE)
        hardware = hardware_cash(
            page, bought, ahead, life=life, resale=resale, capex=capex, places=places
        )
    found = []
    spared = bill.machines.spares * curve["attended"] if bill.machines else None
    fixed = curve["month"] - spared if spared is not None else curve["month"]
    for month, one in enumerate(ahead):
        tokens = curve["tokens_usd"] * one.prices[recipe.tokens_path]
        each = curve["per_request"] - curve["tokens_usd"] + tokens
        usd = fixed + Live(each.value, f"({each.formula})") * one.volume
        if held:
            rent = curve["rent_usd"] * one.prices[recipe.rent_path] + curve["per_machine"]
            usd = usd + Live(rent.value, f"({rent.formula})") * held[month]
        if bought:
            usd = usd + hardware[month]
        found.append(page.put(rows["cash"] + month, column, usd, "usd_whole"))
    return found


def _held(
    page: Page, inputs: Inputs, bill: Bill, load: Load, ahead: Sequence[Ahead], *, row: int
) -> list[Live]:
    """Write the machines that are paid for in each month."""
    machines = bill.machines
    found: list[Live] = []
    if machines is None:
        return found
    for month, one in enumerate(ahead):
        needed = one.volume / one.gain / machines.served
        if float(bill.recipe.time.scaled):
            held = _following(inputs, bill, load, needed, machines.minimum)
        else:
            held = most(rounded_up(needed), machines.minimum)
        held = held + machines.spares
        if bill.recipe.is_owned and found:
            held = most(found[-1], held)
        found.append(page.put(row + month, bill.column, held, "count"))
    return found


def _following(inputs: Inputs, bill: Bill, load: Load, needed: Live, minimum: Live) -> Live:
    """Return the machines that follow the load, a base that is fixed for all months among them."""
    own = inputs.own[bill.recipe.id]
    if "base_machines" not in own:
        return load.running(needed, minimum)
    base, ratio = own["base_machines"], own["usd_per_hour"] / own["peak_usd_per_hour"]
    return load.running(needed, most(minimum, base)) - base * (1.0 - ratio)


def _totals(
    page: Page,
    decision: Decision,
    bills: Bills,
    ahead: Sequence[Ahead],
    cash: Sequence[Sequence[Live]],
    rows: Mapping[str, int],
) -> Months:
    """Write the sums over the months, and what each option saves against another."""
    for i, said in enumerate(SAID, TOP + 1):
        page.text(i, 0, said, "bold" if i == TOP + 1 else "line")
    months, base = len(ahead), _base(decision, bills)
    page.text(AGAINST, 0, "compared with (choose)", "bold")
    page.text(AGAINST, LEFT, name_of(bills.bills[base].recipe.id), "input_text")
    against = f"Months!{page.at(AGAINST, LEFT).formula.partition('!')[2]}"
    page.sheet.data_validation(
        AGAINST, LEFT, AGAINST, LEFT, {"validate": "list", "source": f"={bills.names}"}
    )
    place = Live(base + 1.0, f"MATCH({against},{bills.names},0)")
    chosen = page.put(AGAINST, LEFT + 2, place, "count")
    page.text(AGAINST, LEFT + 1, "its column:", "note")
    last = LEFT + len(bills.bills) - 1
    known = {o.id: o for o in decision.prospect.options} if decision.prospect else {}
    worth = page.range(*_worths(ahead))
    totals = []
    for bill, flows in zip(bills.bills, cash, strict=True):
        column = bill.column
        first = rows["cash"]
        each = page.range(first, column, first + months - 1, column)
        value = sum(c.value * a.worth.value for c, a in zip(flows, ahead, strict=True))
        discounted = Live(value, f"SUMPRODUCT({each},{worth})")
        totals.append(page.put(TOP + 1, column, bill.once + discounted, "total_usd_whole"))
        ours = known.get(bill.recipe.id)
        page.number(TOP + 2, column, ours.usd if ours else None, "usd_whole")
        plain = Live(sum(c.value for c in flows), f"SUM({each})")
        page.put(TOP + 3, column, bill.once + plain, "usd_whole")
        page.put(TOP + 4, column, bill.once, "usd_whole")
        _so_far(page, rows["so far"], bill, flows)
    _saved(page, bills, cash, totals, rows, base=base, chosen=chosen)
    return Months(
        totals=page.range(TOP + 1, LEFT, TOP + 1, last),
        usd=tuple(totals),
        cumulative=(rows["so far"], rows["so far"] + months - 1),
    )


def _worths(ahead: Sequence[Ahead]) -> tuple[int, int, int, int]:
    first = int("".join(c for c in ahead[0].number.formula if c.isdigit())) - 1
    return first, 4, first + len(ahead) - 1, 4


def _base(decision: Decision, bills: Bills) -> int:
    """Return which option others are compared with: the cheapest that binds nobody."""
    ids = [bill.recipe.id for bill in bills.bills]
    if decision.prospect and decision.prospect.paybacks:
        against = decision.prospect.paybacks[0].against
        if against in ids:
            return ids.index(against)
    free = (i for i, bill in enumerate(bills.bills) if bill.recipe.row.purchase in FREE)
    return next(free, 0)


def _so_far(page: Page, row: int, bill: Bill, flows: Sequence[Live]) -> None:
    paid = bill.once
    for month, flow in enumerate(flows):
        paid = page.put(row + month, bill.column, paid + flow, "usd_whole")


def _saved(
    page: Page,
    bills: Bills,
    cash: Sequence[Sequence[Live]],
    totals: Sequence[Live],
    rows: Mapping[str, int],
    *,
    base: int,
    chosen: Live,
) -> None:
    """Write what each option has saved by each month, and when that stays above nothing."""
    last, months = LEFT + len(bills.bills) - 1, len(cash[0])
    numbers = page.range(rows["saved"], 0, rows["saved"] + months - 1, 0)
    for i, bill in enumerate(bills.bills):
        column, saved = bill.column, []
        for month in range(months):
            row = rows["so far"] + month
            paid = page.at(row, column).formula
            text = f"INDEX({page.range(row, LEFT, row, last)},{chosen.formula})-{paid}"
            sums = [_paid(bills.bills[k], cash[k], month) for k in (base, i)]
            saved.append(
                page.put(rows["saved"] + month, column, Live(sums[0] - sums[1], text), "usd_whole")
            )
        top, end = rows["saved"], rows["saved"] + months - 1
        of = page.range(top, column, end, column)
        low = min(0.0, *(s.value for s in saved))
        upfront = page.put(TOP + 5, column, Live(-low, f"-MIN(0,{of})"), "usd_whole")
        first = page.at(top, column).formula
        behind = f"SUMPRODUCT(MAX(({of}<0)*{numbers}))"
        after = f"{behind}-INDEX({of},{behind})/(INDEX({of},{behind}+1)-INDEX({of},{behind}))"
        text = f'IF(OR({upfront.formula}<=0,{first}>=0),"-",IF({behind}={months},"never",{after}))'
        page.formula(TOP + 6, column, text, _payback([s.value for s in saved]), "months")
        worth = f"INDEX({page.range(TOP + 1, LEFT, TOP + 1, last)},{chosen.formula})"
        less = Live(
            totals[base].value - totals[i].value, f"{worth}-{page.at(TOP + 1, column).formula}"
        )
        page.put(TOP + 7, column, less, "usd_whole")


def _paid(bill: Bill, flows: Sequence[Live], month: int) -> float:
    return bill.once.value + sum(f.value for f in flows[: month + 1])


def _payback(saved: Sequence[float]) -> float | str:
    """Return the value of the cell that says when an option pays back."""
    import numpy as np

    if min(0.0, *saved) >= 0.0 or saved[0] >= 0.0:
        return "-"
    found = payback_months(np.diff(np.array(saved), prepend=0.0))
    return "never" if found is None else found
