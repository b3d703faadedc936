from datetime import date
from pathlib import Path

import pytest

from breakeven.domain.errors import InputError
from breakeven.inputs import facts
from breakeven.inputs.catalog import Catalog, load_catalog
from breakeven.inputs.checks import check

DAY = date(2026, 11, 25)
HEAD = (
    "provider,model,unit,scope,term,usd_per_unit_hour,minimum_units,increment,"
    "input_tokens_per_minute_per_unit,output_token_weight,cached_token_weight,date,source,note"
)
ROW = "ours,{model},model unit,regional,{term},{usd},1,1,9000,{weight},1,2026-01-02,contract,"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(as_of=DAY)


def overlay(folder: Path, **changed: str) -> Path:
    said = {"model": "gpt-4o", "term": "month", "usd": "20", "weight": "4"}
    path = folder / "prices" / "reserved" / "ours.csv"
    path.parent.mkdir(parents=True)
    path.write_text(f"{HEAD}\n{ROW.format(**{**said, **changed})}\n", "utf-8")
    (folder / "sources.toml").write_text(
        '[contract]\ntitle = "Contract"\ndate = 2026-01-02\n', "utf-8"
    )
    return folder


def test_longer_terms_are_cheaper(catalog: Catalog) -> None:
    prices = {(o.provider, o.model, o.scope, o.term): o.usd_per_unit_hour for o in catalog.reserved}
    assert prices["azure", "gpt-5.2", "global", "hourly"] == 1.0
    for provider, model, scope, term in prices:
        if term == "month":
            less = prices.get((provider, model, scope, "year"), 0.0)
            assert less < prices[provider, model, scope, term]


def test_an_overlay_adds_offers_by_any_name_of_the_model(tmp_path: Path) -> None:
    folder = overlay(tmp_path, model="meta-llama/Llama-3.1-8B-Instruct")
    found = [o for o in load_catalog(as_of=DAY, overlay=folder).reserved if o.provider == "ours"]
    assert [o.model for o in found] == ["llama-3.1-8b"]
    assert check(folder) == []


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("model", "gpt-0", "model 'gpt-0' is not in models"),
        ("term", "decade", "term: must be"),
        ("usd", "0", "usd_per_unit_hour"),
        ("usd", "2000", "usd_per_unit_hour 2000 is not between"),
        ("weight", "80", "output_token_weight 80 is not between"),
    ],
)
def test_rules(tmp_path: Path, key: str, value: str, said: str) -> None:
    found = check(overlay(tmp_path, **{key: value}))
    assert any(said in problem for problem in found), found


def test_an_unknown_model_of_an_overlay_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="gpt-0"):
        _ = load_catalog(as_of=DAY, overlay=overlay(tmp_path, model="gpt-0")).reserved


def test_shown_by_id(catalog: Catalog) -> None:
    name = "reserved_api:azure/gpt-5.2,scope=global,term=year"
    shown = facts.show(catalog, name)
    assert (shown["kind"], shown["unit"]) == ("reserved api", "USD/unit/hour")
    assert name in {f["id"] for f in facts.find(catalog, "reserved gpt-5.2")}
