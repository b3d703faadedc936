import json
from pathlib import Path

import pytest

from breakeven.domain.errors import InputError, MissingExtra
from breakeven.economics.curve import CostCurve
from breakeven.economics.decision import Decision
from breakeven.outputs import charts
from breakeven.outputs.charts import cost_chart, write_chart

Spec = dict[str, object]


@pytest.fixture
def spec(decision: Decision) -> Spec:
    return cost_chart(
        decision.curves,
        volume=100_000.0,
        regions=decision.regions,
        title="Which is the cheapest?",
        caption="Prices as of 2026-09-01.",
    )


def test_a_spec_is_plain_json_of_modest_size(spec: Spec) -> None:
    assert len(json.dumps(spec)) < 100_000


def test_names_volume_and_caption_are_drawn(spec: Spec) -> None:
    text = json.dumps(spec)
    for said in ("gpt-4o-mini", "hosted by groq", "yours: 100,000 a day", "Prices as of", "1.12M"):
        assert said in text


def test_curves_differ_without_colour(spec: Spec) -> None:
    layers = spec["layer"]
    assert isinstance(layers, list)
    lines = [x["mark"] for x in layers if x["mark"].get("clip")]
    assert len(lines) == 3
    assert len({str(mark["strokeDash"]) for mark in lines}) == 3


@pytest.mark.parametrize(("suffix", "start"), [(".svg", b"<svg"), (".png", b"\x89PNG")])
def test_drawn_files(spec: Spec, tmp_path: Path, suffix: str, start: bytes) -> None:
    pytest.importorskip("vl_convert")
    assert write_chart(spec, tmp_path / f"a{suffix}").read_bytes().startswith(start)


def test_the_definition_as_json(spec: Spec, tmp_path: Path) -> None:
    assert json.loads(write_chart(spec, tmp_path / "a.json").read_text()) == spec


def test_another_ending_is_refused(spec: Spec, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a chart ends in \.svg, \.png, \.json"):
        write_chart(spec, tmp_path / "a.gif")


def test_a_missing_library_is_named(
    spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(charts.__dict__["os"].sys.modules, "vl_convert", None)
    with pytest.raises(MissingExtra, match=r"breakeven\[charts\]"):
        write_chart(spec, tmp_path / "a.svg")


@pytest.mark.parametrize(
    "curves",
    [
        {},
        {"api:free": CostCurve()},
        {"api:a/b": CostCurve(per_request=1e-9), "self:m@Hx1": CostCurve(fixed=1e9)},
        {f"api:p/m{i}": CostCurve(per_request=0.001) for i in range(12)},
    ],
    ids=["none", "free", "far apart", "many alike"],
)
def test_odd_curves(curves: dict[str, CostCurve], tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    spec = cost_chart(curves, volume=None, regions=(), title="", caption="")
    assert write_chart(spec, tmp_path / "a.svg").stat().st_size > 0
