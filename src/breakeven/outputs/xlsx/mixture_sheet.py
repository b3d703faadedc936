"""The sheet of the best mixture: how its offers share the requests, and its bill of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from breakeven.economics.decision import Decision, Option
from breakeven.economics.recipe import JointRecipe
from breakeven.outputs.names import KINDS, name_of
from breakeven.outputs.xlsx.account_block import HEIGHT, LEFT, account_block, write_lines
from breakeven.outputs.xlsx.bill_lines import Account, bill_lines, once_lines
from breakeven.outputs.xlsx.book import Book, Page
from breakeven.outputs.xlsx.drivers import served_per_day
from breakeven.outputs.xlsx.inputs_sheet import Inputs
from breakeven.outputs.xlsx.live import ZERO, Live, total
from breakeven.outputs.xlsx.load_sheet import Load
from breakeven.outputs.xlsx.neighbours_block import neighbours_block

NAMES, KIND, SHARED = 3, 4, 6
BLOCK = 14


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Joint:
    """The mixture, as cells."""

    recipe: JointRecipe
    usd: Live
    usd_per_million: Live
    name: Live
    """Where its name stands."""


def mixture_sheet(book: Book, decision: Decision, inputs: Inputs, load: Load) -> Joint | None:
    """Write the mixture that is the best as delivered; None where there is none."""
    page, recipe = book.page("Mixture"), decision.mixture
    if recipe is None:
        page.title("The best mixture", "No mixture of offers was among the options.")
        return None
    page.title(
        "The best mixture",
        "The best of those found at the inputs as delivered: a changed input changes its bill, not"
        " which one it is.",
    )
    page.widths(38, 13, *[26] * (len(recipe.parts) + 1))
    page.sheet.freeze_panes(KIND + 1, LEFT)
    _heads(page, recipe)
    shares, kept, peak = _shared(page, recipe, inputs, load)
    accounts = [
        account_block(
            page,
            part,
            inputs,
            load,
            row=BLOCK,
            column=LEFT + i,
            volume=inputs.traffic.requests_per_day * shares[i],
            kept=kept if i == 0 else None,
        )
        for i, part in enumerate(recipe.parts)
    ]
    option = next((o for o in decision.options if o.id == recipe.id), None)
    usd, each, row = _bill(page, inputs, accounts, option, row=BLOCK + HEIGHT)
    row = _once(page, accounts, row=row + 1)
    if kept is not None:
        volume = inputs.traffic.requests_per_day
        row = neighbours_block(page, load, accounts, (volume, peak, kept), usd, row=row + 1)
    _ahead(page, decision, recipe, row=row + 1)
    return Joint(recipe=recipe, usd=usd, usd_per_million=each, name=page.at(NAMES - 1, 0))


def _heads(page: Page, recipe: JointRecipe) -> None:
    page.text(NAMES - 1, 0, name_of(recipe.id), "bold")
    page.row(NAMES, ("option", "unit"))
    page.row(KIND, ("way to buy", ""), "note")
    page.tall(NAMES, 4)
    page.tall(KIND, 2)
    for i, part in enumerate(recipe.parts, LEFT):
        bought = f", {part.row.purchase}" if part.row.purchase else ""
        page.text(NAMES, i, name_of(part.id), "head")
        page.text(KIND, i, KINDS[part.row.kind] + bought, "wrapped_note")
    page.text(NAMES, LEFT + len(recipe.parts), "together", "head")


def _shared(
    page: Page, recipe: JointRecipe, inputs: Inputs, load: Load
) -> tuple[Sequence[Live], Live | None, Live]:
    """Write how the requests are shared.

    Return the shares, the machines that are kept, and all of the load at the peak in machines.
    """
    page.text(SHARED, 0, "How they share the requests", "section")
    said = (
        ("kept: machines (choose)", "machines"),
        ("a machine keeps, over what was planned", "x"),
        ("load at the peak", "machines"),
        ("share of the requests", "share"),
        ("requests", "requests/day"),
    )
    for i, (what, unit) in enumerate(said, SHARED + 1):
        if recipe.machines is not None or i > SHARED + 3:
            page.row(i, (what, unit), "line")
    kept, peak = None, ZERO
    if recipe.machines is None:
        shares = [
            page.given(SHARED + 4, LEFT + i, share, f"mixture_share_{i + 1}")
            for i, share in enumerate(recipe.shares)
        ]
    else:
        kept = page.given(SHARED + 1, LEFT, recipe.machines, "mixture_machines")
        peak = _peak(page, recipe, inputs)
        away = load.above(peak, kept)
        home = page.put(SHARED + 4, LEFT, 1.0 - away, "percent")
        shares = [home, page.put(SHARED + 4, LEFT + 1, 1.0 - home, "percent")]
    for i, share in enumerate(shares):
        page.put(SHARED + 5, LEFT + i, inputs.traffic.requests_per_day * share, "count")
    return shares, kept, peak


def _peak(page: Page, recipe: JointRecipe, inputs: Inputs) -> Live:
    """Write what a machine keeps; return the load at the peak."""
    gain = page.given(SHARED + 2, LEFT, recipe.gain, "mixture_gain")
    serves = served_per_day(recipe.parts[0], inputs)
    assert serves is not None  # noqa: S101 - a fleet has machines
    return page.put(SHARED + 3, LEFT, inputs.traffic.requests_per_day / (serves * gain), "count")


def _bill(
    page: Page, inputs: Inputs, accounts: Sequence[Account], option: Option | None, *, row: int
) -> tuple[Live, Live, int]:
    """Write the lines of each and of both; return a month, a million tokens, the next row."""
    page.text(row, 0, "Bill of a month", "section")
    usd, end = _sums(page, [bill_lines(one) for one in accounts], row=row + 1)
    page.row(end, ("total", "USD/month"), "total")
    traffic, together = inputs.traffic, LEFT + len(accounts)
    tokens = traffic.requests_per_month * (traffic.input_tokens + traffic.output_tokens)
    whole = page.put(end, together, total(usd), "total_usd")
    for i, part in enumerate(usd):
        page.put(end, LEFT + i, part, "total_usd")
    page.row(end + 1, ("for a million tokens", "USD"), "line")
    each = page.put(end + 1, together, whole * 1e6 / tokens, "usd_small")
    page.row(end + 2, ("as breakeven computed it", "USD/month"), "note")
    page.number(end + 2, together, option.usd_per_month if option else None, "usd")
    return whole, each, end + 3


def _once(page: Page, accounts: Sequence[Account], *, row: int) -> int:
    """Write what is paid once: by both together, where it is the same for both."""
    page.text(row, 0, "Paid once", "section")
    named: list[dict[str, Live]] = []
    for account in accounts:
        paid = [(name, usd.value) for found in named for name, usd in found.items()]
        lines = once_lines(account).items()
        named.append({name: usd for name, usd in lines if (name, usd.value) not in paid})
    usd, end = _sums(page, named, row=row + 1)
    page.row(end, ("total", "USD"), "total")
    page.put(end, LEFT + len(accounts), total(usd), "total_usd")
    return end + 1


def _sums(page: Page, named: Sequence[Mapping[str, Live]], *, row: int) -> tuple[list[Live], int]:
    """Write lines by their names with their sums; return each column's sum, the next row."""
    cells: list[dict[str, Live]] = []
    end = write_lines(page, row, named, cells)
    names = list(dict.fromkeys(name for found in named for name in found))
    for i, name in enumerate(names, row):
        page.put(i, LEFT + len(named), total(found.get(name, ZERO) for found in cells))
    return [total(found.values()) for found in cells], end


def _ahead(page: Page, decision: Decision, recipe: JointRecipe, *, row: int) -> None:
    """Write the months ahead as computed: no formula follows them here."""
    found = decision.prospect
    one = next((o for o in found.options if o.id == recipe.id), None) if found else None
    page.text(row, 0, "The months ahead, as breakeven computed them: not live", "section")
    if found is None or one is None:
        page.text(row + 1, 0, "not looked at", "line")
        return
    said = (
        (f"over {found.months} months, in today's dollars", one.usd),
        ("undiscounted", one.usd_undiscounted),
        ("5 % of samples below", one.usd_p05),
        ("95 % of samples below", one.usd_p95),
    )
    for i, (what, usd) in enumerate(said, row + 1):
        page.row(i, (what, "USD"), "line")
        page.number(i, LEFT + len(recipe.parts), usd, "usd_whole")
