from datetime import date, timedelta
from pathlib import Path

import pytest

from breakeven.domain.errors import AmbiguousName, InputError, UnknownName
from breakeven.inputs.catalog import Catalog, load_catalog

RENTAL = (
    "provider,instance,region,accelerator,accelerator_count,purchase,usd_per_hour,date,source,note"
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(as_of=date(2026, 11, 24))


def rental_overlay(folder: Path, *rows: str, name: str = "ours.csv") -> Path:
    (folder / "prices" / "rental").mkdir(parents=True, exist_ok=True)
    path = folder / "prices" / "rental" / name
    path.write_text("\n".join([RENTAL, *rows]) + "\n", "utf-8")
    return folder


def test_nothing_is_read_before_it_is_asked_for() -> None:
    fresh = load_catalog(as_of=date(2026, 11, 24))
    assert not fresh._entries
    assert fresh.accelerator("H100").id == "H100-SXM"
    assert set(fresh._entries) == {"accelerator"}


def test_the_future_is_refused() -> None:
    with pytest.raises(InputError, match="future"):
        load_catalog(as_of=date.today() + timedelta(days=1))


@pytest.mark.parametrize("name", ["H100", "H100-80", "h100_sxm", "h100 sxm", "H100-SXM"])
def test_accelerators_by_common_names(catalog: Catalog, name: str) -> None:
    assert catalog.accelerator(name).id == "H100-SXM"


@pytest.mark.parametrize(
    ("name", "accelerator"),
    [("A100-80", "A100-80-SXM"), ("a100_80gb_pcie", "A100-80-PCIe"), ("A10G", "A10G")],
)
def test_more_accelerators(catalog: Catalog, name: str, accelerator: str) -> None:
    assert catalog.accelerator(name).id == accelerator


@pytest.mark.parametrize(
    "name",
    [
        "llama-3.1-8b",
        "meta-llama/Llama-3.1-8B-Instruct",
        "Llama-3.1-8B-Instruct",
        "LLAMA 3.1 8b",
        "meta-llama/Meta-Llama-3.1-8B-Instruct",
    ],
)
def test_models_by_hub_id_and_short_name(catalog: Catalog, name: str) -> None:
    assert catalog.model(name).id == "llama-3.1-8b"


def test_names_that_are_unknown_or_cut_short(catalog: Catalog) -> None:
    with pytest.raises(UnknownName, match=r"llama-3\.1-8b"):
        catalog.model("lama-3.1-8b")
    with pytest.raises(AmbiguousName, match=r"llama-3\.1-70b"):
        catalog.model("llama-3.1")
    with pytest.raises(UnknownName):
        catalog.accelerator("H9000")


@pytest.mark.parametrize(
    ("name", "precision"),
    [
        ("float16", "fp16"),
        ("AWQ", "int4"),
        ("w8a8", "int8"),
        ("fp4", "nvfp4"),
        ("Q4_K_M", "q4_k_m"),
    ],
)
def test_precisions_by_alias(catalog: Catalog, name: str, precision: str) -> None:
    assert catalog.precision(name).id == precision


@pytest.mark.parametrize(
    ("name", "engine"),
    [("vLLM", "vllm"), ("llama.cpp", "llama-cpp"), ("TRT-LLM", "tensorrt-llm")],
)
def test_engines_by_alias(catalog: Catalog, name: str, engine: str) -> None:
    assert catalog.engine(name).id == engine


def test_a_price_is_not_known_before_its_date(tmp_path: Path) -> None:
    overlay = rental_overlay(
        tmp_path,
        "ours,box,,H100-SXM,8,on-demand,20,2025-01-01,contract,",
        "ours,box,,H100-SXM,8,on-demand,16,2026-01-01,contract,",
    )

    def price(day: date) -> list[float]:
        rentals = load_catalog(as_of=day, overlay=overlay).rentals
        return [r.usd_per_hour for r in rentals if r.provider == "ours"]

    assert price(date(2024, 12, 31)) == []
    assert price(date(2025, 6, 1)) == [20]
    assert price(date(2026, 6, 1)) == [16]


def test_an_overlay_supersedes_whatever_its_date(tmp_path: Path, catalog: Catalog) -> None:
    theirs = next(r for r in catalog.rentals if r.provider == "lambda")
    row = (
        f"lambda,{theirs.instance},{theirs.region},{theirs.accelerator},"
        f"{theirs.accelerator_count},{theirs.purchase},0.5,2020-01-01,contract,"
    )
    both = load_catalog(as_of=catalog.as_of, overlay=rental_overlay(tmp_path, row))
    prices = [
        r.usd_per_hour
        for r in both.rentals
        if (r.provider, r.instance, r.region, r.accelerator, r.accelerator_count, r.purchase)
        == (
            "lambda",
            theirs.instance,
            theirs.region,
            theirs.accelerator,
            theirs.accelerator_count,
            theirs.purchase,
        )
    ]
    assert prices == [0.5]
    assert len(both.rentals) == len(catalog.rentals)


def test_models_are_not_known_before_their_release() -> None:
    then = load_catalog(as_of=date(2024, 1, 1))
    assert "llama-2-70b" in then.models
    assert "llama-3.1-8b" not in then.models
    assert not any(o.model == "gpt-4o" for o in then.token_offers)


def test_what_is_not_dated_holds_on_any_day() -> None:
    then = load_catalog(as_of=date(2024, 1, 1))
    assert then.engines.keys() >= {"vllm"}
    assert then.assumptions.keys() >= {"burst_minute"}


def test_overlays_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such directory"):
        load_catalog(overlay=tmp_path / "none")
    with pytest.raises(InputError, match="holds no facts"):
        load_catalog(overlay=tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="this is a file"):
        load_catalog(overlay=tmp_path / "file")


def test_an_empty_file_of_an_overlay_is_named(tmp_path: Path) -> None:
    overlay = rental_overlay(tmp_path)
    (overlay / "prices" / "rental" / "ours.csv").write_text("")
    with pytest.raises(InputError, match="is empty"):
        _ = load_catalog(overlay=overlay).rentals


def test_the_lesson_as_an_overlay() -> None:
    root = Path(__file__).parents[2]
    lesson = load_catalog(overlay=root / "examples" / "lesson")
    price = lesson.token_offer("api:gpt-4o-mini").prices[0]
    assert price.input_usd_per_million_tokens == 0.15
    assert price.output_usd_per_million_tokens == 0.60
    stated = lesson.stated_offer("self:llama-3.1-8b@A10Gx1")
    assert stated is not None
    assert (stated.usd_per_month, stated.requests_per_day) == (200, 50_000)
    assert lesson.stated_offer("self:llama-3.1-8b@H100x1") is None


def test_a_file_in_the_wrong_place_is_not_silently_left_out(tmp_path: Path) -> None:
    overlay = rental_overlay(tmp_path, "ours,box,,H100-SXM,8,spot,20,2025-01-01,contract,")
    (overlay / "prices" / "rentals").mkdir()
    (overlay / "prices" / "rentals" / "more.csv").write_text(RENTAL)
    with pytest.raises(InputError, match="did you mean prices/rental"):
        load_catalog(overlay=overlay)


def test_an_alias_in_an_overlay_is_the_accelerator(tmp_path: Path) -> None:
    row = "ours,box,,H100,8,on-demand,20,2025-01-01,contract,"
    rentals = load_catalog(overlay=rental_overlay(tmp_path, row)).rentals
    assert [r.accelerator for r in rentals if r.provider == "ours"] == ["H100-SXM"]


def test_an_unknown_accelerator_in_an_overlay_is_told_with_its_line(tmp_path: Path) -> None:
    rows = [
        "ours,box,,H100-SXM,8,on-demand,20,2025-01-01,contract,",
        "ours,box,,H100-SXMM,8,spot,20,2025-01-01,contract,",
    ]
    overlay = rental_overlay(tmp_path, *rows)
    with pytest.raises(UnknownName, match=r"ours\.csv:3: no accelerator .*did you mean H100-SXM"):
        _ = load_catalog(overlay=overlay).rentals


def test_a_model_without_a_release_is_known_from_its_entry(catalog: Catalog) -> None:
    undated = [m for m in catalog.models.values() if m.released is None]
    before = load_catalog(as_of=date(2020, 1, 1))
    assert undated
    assert not {m.id for m in undated} & set(before.models)


def test_scores_of_published_sources_are_known_the_day_before(catalog: Catalog) -> None:
    before = load_catalog(as_of=date(2026, 11, 23))
    known = {(s.model, s.benchmark) for s in before.quality}
    missing = {s.model for s in catalog.quality if (s.model, s.benchmark) not in known}
    assert missing <= {m.id for m in catalog.models.values() if m.released is None}
    released = {m.id: m.released for m in catalog.models.values()}
    for score in catalog.quality:
        day = released.get(score.model)
        assert day is None or score.provenance.date is None or score.provenance.date >= day
