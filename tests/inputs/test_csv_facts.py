from pathlib import Path

import pytest

from breakeven.domain.errors import InputError, ManyProblems
from breakeven.domain.offers import RentalOffer
from breakeven.inputs.csv_facts import read_rows

HEAD = (
    "provider,instance,region,accelerator,accelerator_count,purchase,usd_per_hour,date,source,note"
)


def written(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "us.csv"
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return path


def test_reads_a_row_with_empty_cells(tmp_path: Path) -> None:
    path = written(tmp_path, "us,box,,H100-SXM,8,on-demand,16.5,2026-08-01,contract,")
    (offer,) = read_rows(path, RentalOffer)
    assert (offer.region, offer.accelerator_count, offer.usd_per_hour) == ("", 8, 16.5)
    assert offer.provenance.source == "contract"


def test_names_all_problems_with_their_lines(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "us,box,,H100-SXM,8,on-demnd,16.5,2026-08-01,contract,",
        "us,box,,H100-SXM,8,spot,-1,2026-13-01,contract,",
        "us,box,,H100-SXM",
    )
    with pytest.raises(ManyProblems) as caught:
        read_rows(path, RentalOffer)
    lines = [p.partition(":")[0] for p in caught.value.problems]
    assert lines == ["line 2", "line 3", "line 3", "line 4"]


def test_header_is_checked(tmp_path: Path) -> None:
    path = written(tmp_path, head=HEAD.replace("purchase", "purchace"))
    with pytest.raises(ManyProblems, match="did you mean purchase") as caught:
        read_rows(path, RentalOffer)
    assert "column 'purchase' is missing" in caught.value.problems


def test_open_quote_is_no_csv(tmp_path: Path) -> None:
    path = written(tmp_path, 'us,"box,,H100-SXM,8,spot,1,2026-08-01,contract,')
    with pytest.raises(InputError, match="is not CSV"):
        read_rows(path, RentalOffer)


@pytest.mark.parametrize("value", ["inf", "nan", "1e999"])
def test_refuses_numbers_that_are_none(tmp_path: Path, value: str) -> None:
    path = written(tmp_path, f"us,box,,H100-SXM,8,spot,{value},2026-08-01,contract,")
    with pytest.raises(ManyProblems, match="usd_per_hour"):
        read_rows(path, RentalOffer)
