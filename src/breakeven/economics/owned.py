"""Machines that one buys: what stands in the rack, and what it costs a month."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from breakeven.domain.accelerator import Accelerator
from breakeven.domain.numbers import Num
from breakeven.domain.offers import PurchaseOffer
from breakeven.economics.cost_lines import Assumed, CostLine

Housing = Literal["owned", "colocation", "workstation"]
"""Purchase modes of own machines: in one's own room, in someone's data centre, under a desk."""
HOUSINGS: tuple[Housing, ...] = get_args(Housing)
CARDS = (1, 2, 4, 8)
"""Cards of a server that is built from them."""
DESK_CARDS = (1, 2)
GEFORCE = re.compile(r"RTX-\d")
"""Cards for desktops by their names: RTX-4090, but not RTX-A6000 or RTX-PRO-6000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A machine to buy, complete."""

    accelerator: str
    accelerator_count: int
    usd: float
    """With chassis and network."""
    kilowatts: float
    """Limit of its GPUs; the whole server draws more."""
    purchase: Housing
    source: str
    desktop_card: bool
    """Whether its cards are sold for desktops."""

    @property
    def provider(self) -> str:
        """Who owns it."""
        return "own"


def servers(
    offers: Iterable[PurchaseOffer],
    accelerators: Mapping[str, Accelerator],
    *,
    assumed: Assumed,
    purchases: Iterable[str],
) -> tuple[Server, ...]:
    """Return the machines that can be bought, under each way to house them that is asked for.

    A server's price is that of the latest offer; one built from cards costs `server_price_over_
    gpu_price` times its cards. Each gets its share of the network.
    """
    latest: dict[tuple[str, str, int], PurchaseOffer] = {}
    for offer in sorted(offers, key=lambda o: str(o.provenance.date)):
        latest[offer.item, offer.accelerator, offer.accelerator_count] = offer
    wanted = [p for p in HOUSINGS if p in set(purchases)]
    return tuple(
        server
        for offer in latest.values()
        if offer.accelerator in accelerators
        for housing in wanted
        for server in _housed(offer, accelerators[offer.accelerator], housing, assumed)
    )


def _housed(
    offer: PurchaseOffer, accelerator: Accelerator, housing: Housing, assumed: Assumed
) -> Iterator[Server]:
    """Yield the machines that an offer makes in one kind of place."""
    desktop = GEFORCE.match(accelerator.id) is not None
    if housing == "workstation":
        if offer.item == "card" and not accelerator.server_only and offer.accelerator_count == 1:
            for cards in DESK_CARDS:
                usd = cards * offer.usd + float(assumed("workstation_usd"))
                yield _server(offer, accelerator, cards, usd, housing, desktop=desktop)
        return
    network = 1.0 + float(assumed("network_over_server_price"))
    if offer.item == "server" or offer.accelerator_count > 1:
        chassis = 1.0 if offer.item == "server" else float(assumed("server_price_over_gpu_price"))
        usd = offer.usd * chassis * network
        yield _server(offer, accelerator, offer.accelerator_count, usd, housing, desktop=desktop)
        return
    for cards in CARDS:
        usd = cards * offer.usd * float(assumed("server_price_over_gpu_price")) * network
        yield _server(offer, accelerator, cards, usd, housing, desktop=desktop)


def _server(
    offer: PurchaseOffer,
    accelerator: Accelerator,
    count: int,
    usd: float,
    housing: Housing,
    *,
    desktop: bool,
) -> Server:
    return Server(
        accelerator=accelerator.id,
        accelerator_count=count,
        usd=usd,
        kilowatts=count * accelerator.power_watts / 1_000,
        purchase=housing,
        source=f"{offer.usd:g} $ a {offer.item} of {offer.accelerator_count}, {offer.provenance}",
        desktop_card=desktop,
    )


def _depreciation(assumed: Assumed) -> Num:
    return (1.0 - assumed("resale_share")) / (12.0 * assumed("lifetime_years"))


def depreciation_usd(server: Server, assumed: Assumed) -> float:
    """Return the straight-line depreciation of a month.

    >>> box = Server(accelerator="X", accelerator_count=8, usd=300_000.0, kilowatts=5.6,
    ...              purchase="owned", source="example", desktop_card=False)
    >>> known = {"resale_share": 0.25, "lifetime_years": 5.0}
    >>> depreciation_usd(box, known.__getitem__)
    3750.0
    """
    return float(server.usd * _depreciation(assumed))


def _kilowatt_hours(assumed: Assumed) -> Num:
    """Return what a kilowatt of GPUs takes at the wall in a month."""
    wall = assumed("server_power_over_gpu_power") * assumed("mean_power_share")
    return wall * 24.0 * assumed("days_per_month")


def _at_a_desk(assumed: Assumed) -> Num:
    return _kilowatt_hours(assumed) * assumed("electricity_commercial_usd_per_kwh")


def _cooled(assumed: Assumed) -> Num:
    cooled = _kilowatt_hours(assumed) * assumed("power_usage_effectiveness")
    return cooled * assumed("electricity_usd_per_kwh")


def _room(assumed: Assumed) -> Num:
    return assumed("server_power_over_gpu_power") * assumed("space_usd_per_kw_month")


def _colocation(assumed: Assumed) -> Num:
    return assumed("server_power_over_gpu_power") * assumed("colocation_usd_per_kw_month")


def _repairs(assumed: Assumed) -> Num:
    return assumed("repairs_share_per_year") / 12.0


def _drawn(*more: str) -> tuple[str, ...]:
    return ("server_power_over_gpu_power", *more)


HARDWARE = CostLine(
    name="own hardware",
    part="machine",
    driver="capex_usd",
    factor=_depreciation,
    rests_on=("resale_share", "lifetime_years"),
    kinds=("owned",),
    trend="hardware",
)
POWER = ("mean_power_share", "power_usage_effectiveness")
OWNED_LINES = (
    CostLine(
        name="electricity",
        part="machine",
        driver="kilowatts",
        factor=_cooled,
        rests_on=_drawn(*POWER, "electricity_usd_per_kwh"),
        kinds=("owned",),
        purchases=("owned",),
        source="power x mean_power_share x PUE x electricity_usd_per_kwh",
    ),
    CostLine(
        name="electricity",
        part="machine",
        driver="kilowatts",
        factor=_at_a_desk,
        rests_on=_drawn("mean_power_share", "electricity_commercial_usd_per_kwh"),
        kinds=("owned",),
        purchases=("workstation",),
        source="power x mean_power_share x electricity_commercial_usd_per_kwh",
    ),
    CostLine(
        name="space",
        part="machine",
        driver="kilowatts",
        factor=_room,
        rests_on=_drawn("space_usd_per_kw_month"),
        kinds=("owned",),
        purchases=("owned",),
        source="power x space_usd_per_kw_month",
    ),
    CostLine(
        name="colocation",
        part="machine",
        driver="kilowatts",
        factor=_colocation,
        rests_on=_drawn("colocation_usd_per_kw_month"),
        kinds=("owned",),
        purchases=("colocation",),
        source="power x colocation_usd_per_kw_month, electricity included",
    ),
    CostLine(
        name="repairs",
        part="machine",
        driver="capex_usd",
        factor=_repairs,
        rests_on=("repairs_share_per_year",),
        kinds=("owned",),
        source="repairs_share_per_year of the price",
    ),
)
"""What own machines cost beside their depreciation."""
