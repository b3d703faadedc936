"""Which coefficients an engine has on an accelerator."""

from dataclasses import replace
from datetime import date

import pytest

from breakeven.economics.combos import efficiency_of
from breakeven.inputs.catalog import load_catalog


@pytest.mark.parametrize(
    ("engine", "gpu", "found"),
    [
        ("vllm", "H100", "vllm/H100-SXM"),
        ("vllm@0.6", "H100", "vllm@2024/H100-SXM"),
        ("vllm@0.2", "A100-80", "vllm@2023/A100-80-SXM"),
        ("vllm@0.6", "L40S", "vllm@2024/ada"),
        ("vllm@0.10", "H100", "vllm/H100-SXM"),
    ],
)
def test_an_old_engine_has_those_of_its_era(engine: str, gpu: str, found: str) -> None:
    catalog = load_catalog(as_of=date(2026, 11, 24))
    chosen = efficiency_of(catalog.efficiencies, catalog.engine(engine), catalog.accelerator(gpu))
    assert chosen.id == found


def test_an_era_without_any_falls_back_to_the_engines_own() -> None:
    catalog = load_catalog(as_of=date(2026, 11, 24))
    odd = replace(catalog.engine("vllm"), era="1999")
    card = catalog.accelerator("H100")
    assert efficiency_of(catalog.efficiencies, odd, card).id == "vllm/H100-SXM"
