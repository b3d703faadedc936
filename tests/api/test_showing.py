"""Every result shows itself in a notebook."""

from pathlib import Path

import pytest

import breakeven as be
from breakeven.api.showing import RENDERERS
from breakeven.domain.display import Displayed
from tests.inputs.probe.fake_server import Fake, serving
from tests.outputs.handmade import make_decision

EXAMPLES = Path(__file__).parents[2] / "examples"


def probed() -> Displayed:
    with serving(Fake(ttft_seconds=0.0, itl_seconds=0.0)) as url:
        return be.probe(url, model="m", concurrency=[1], requests_per_user=1)


RESULTS = {
    "Audit": lambda: be.audit(EXAMPLES / "claims" / "escalation.toml"),
    "CrossResult": lambda: be.cross(
        "api:gpt-4o-mini", "api:gpt-4o", input_tokens=500, output_tokens=200
    ),
    "Decision": make_decision,
    "ProbeReport": probed,
    "SimulationReport": lambda: be.simulate(
        EXAMPLES / "conversations.jsonl", model="llama-3.1-8b", gpu="L4", replicas=3
    ),
    "Sizing": lambda: be.size("llama-3.1-70b", gpu="L4"),
    "UsageReport": lambda: be.usage([EXAMPLES / "conversations.jsonl"]),
    "ValidationReport": lambda: be.validate(EXAMPLES / "runs.csv"),
}


@pytest.mark.parametrize("name", RESULTS)
def test_results_are_tables(name: str) -> None:
    found = RESULTS[name]()
    assert type(found).__name__ == name
    bundle, html = found._repr_mimebundle_(), found._repr_html_()
    page = bundle["text/html"]
    assert "<table" in page
    assert page[page.index("<div") :] == html[html.index("<div") :]
    assert len(bundle["text/plain"].splitlines()) > 3
    assert "object at 0x" not in bundle["text/plain"]


def test_comparisons_are_tables(tmp_path: Path) -> None:
    scenario = tmp_path / "asked.toml"
    scenario.write_text(
        "[workload]\nrequests_per_day = 1000\ninput_tokens = 500\noutput_tokens = 100\n"
        '[models]\nonly = ["gpt-4o-mini", "llama-3.1-8b"]\n'
    )
    checked = be.check(scenario, baseline=be.decide(scenario, simulate="none"), simulate="none")
    differed = be.diff(scenario, scenario, simulate="none")
    for found in (checked, differed):
        assert type(found) in RENDERERS
        assert found._repr_html_()
        assert found._repr_mimebundle_()["text/plain"]


def test_every_kind_is_tried_here() -> None:
    tried = {*RESULTS, "CheckReport", "DiffReport"}
    assert {kind.__name__ for kind in RENDERERS} == tried
