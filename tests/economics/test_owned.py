"""Machines that one buys, by hand."""

from datetime import date

import pytest

from breakeven.domain.offers import PurchaseOffer
from breakeven.domain.provenance import Provenance
from breakeven.economics.owned import HARDWARE, OWNED_LINES, Server, depreciation_usd, servers
from breakeven.inputs.catalog import load_catalog

KNOWN = {
    "resale_share": 0.25,
    "lifetime_years": 5.0,
    "server_power_over_gpu_power": 2.0,
    "mean_power_share": 0.5,
    "electricity_usd_per_kwh": 0.1,
    "electricity_commercial_usd_per_kwh": 0.2,
    "power_usage_effectiveness": 1.5,
    "space_usd_per_kw_month": 40.0,
    "colocation_usd_per_kw_month": 200.0,
    "repairs_share_per_year": 0.06,
    "days_per_month": 30.0,
    "server_price_over_gpu_price": 1.6,
    "network_over_server_price": 0.1,
    "workstation_usd": 2_000.0,
}


def offer(item: str, count: int, usd: float, day: date = date(2025, 1, 1)) -> PurchaseOffer:
    return PurchaseOffer(
        item=item,  # type: ignore[arg-type]
        accelerator="H100-SXM" if item == "server" else "RTX-4090",
        accelerator_count=count,
        usd=usd,
        provenance=Provenance(source="example", date=day),
    )


def sold(*offers: PurchaseOffer, purchases: tuple[str, ...] = ("owned",)) -> tuple[Server, ...]:
    accelerators = load_catalog().accelerators
    return servers(offers, accelerators, assumed=KNOWN.__getitem__, purchases=purchases)


def test_a_server_bears_its_network_and_the_latest_price_counts() -> None:
    [box] = sold(offer("server", 8, 300_000.0), offer("server", 8, 250_000.0, date(2025, 9, 1)))
    assert box.usd == pytest.approx(275_000.0)
    assert box.kilowatts == pytest.approx(5.6)


def test_cards_make_servers_of_several_sizes_with_a_chassis() -> None:
    boxes = sold(offer("card", 1, 1_500.0))
    assert [b.accelerator_count for b in boxes] == [1, 2, 4, 8]
    assert boxes[2].usd == pytest.approx(4 * 1_500.0 * 1.6 * 1.1)
    assert all(b.desktop_card for b in boxes)


def test_a_workstation_is_a_box_with_a_card_or_two_and_needs_no_network() -> None:
    boxes = sold(offer("card", 1, 1_500.0), offer("server", 8, 9e5), purchases=("workstation",))
    assert [b.usd for b in boxes] == [3_500.0, 5_000.0]


def test_lines_by_hand() -> None:
    [box] = sold(offer("server", 8, 100_000.0))
    assert depreciation_usd(box, KNOWN.__getitem__) == pytest.approx(110_000 * 0.75 / 60)
    by = {(one.name, one.purchases): one for one in OWNED_LINES}
    hours = 24 * 30.0
    cooled = by["electricity", ("owned",)].factor(KNOWN.__getitem__)
    assert cooled == pytest.approx(2.0 * 0.5 * hours * 1.5 * 0.1)
    desk = by["electricity", ("workstation",)].factor(KNOWN.__getitem__)
    assert desk == pytest.approx(2.0 * 0.5 * hours * 0.2)
    assert by["colocation", ("colocation",)].factor(KNOWN.__getitem__) == pytest.approx(400.0)
    assert by["repairs", ()].factor(KNOWN.__getitem__) == pytest.approx(0.005)


def test_each_way_to_house_carries_its_own_lines() -> None:
    def carried(purchase: str) -> set[str]:
        lines = (HARDWARE, *OWNED_LINES)
        return {line.name for line in lines if line.on("owned", purchase)}

    assert carried("owned") == {"own hardware", "electricity", "space", "repairs"}
    assert carried("colocation") == {"own hardware", "colocation", "repairs"}
    assert carried("workstation") == {"own hardware", "electricity", "repairs"}
