"""Parameters counted from architectures, against published totals."""

import pytest

from breakeven.inputs.catalog import load_catalog
from breakeven.serving.shape import count_parameters, shape_of

CATALOG = load_catalog()

# Published totals and active parameters, in billions (model cards).
PUBLISHED = [
    ("llama-3.1-8b", 8.03, 8.03),
    ("llama-3.1-70b", 70.6, 70.6),
    ("mixtral-8x7b", 46.7, 12.9),
    ("deepseek-v3", 671.0, 37.0),
    ("gpt-oss-120b", 116.8, 5.1),
    ("qwen3-30b-a3b", 30.5, 3.3),
]


@pytest.mark.parametrize(("name", "total", "active"), PUBLISHED)
def test_counts_agree_with_the_published_totals(name: str, total: float, active: float) -> None:
    architecture = CATALOG.model(name).architecture
    assert architecture is not None
    count = count_parameters(architecture)
    assert count.total / 1e9 == pytest.approx(total, rel=0.01)
    assert count.active / 1e9 == pytest.approx(active, rel=0.15)


def test_a_shape_holds_all_parameters_of_the_published_total() -> None:
    for model in CATALOG.models.values():
        if model.architecture is None:
            continue
        shape = shape_of(model)
        total = shape.linear_parameters + shape.expert_parameters + shape.lookup_parameters
        assert total / 1e9 == pytest.approx(model.parameters_billion, rel=1e-9), model.id


def test_a_proprietary_model_has_no_shape() -> None:
    with pytest.raises(ValueError, match="no published architecture"):
        shape_of(CATALOG.model("gpt-4o-mini"))


@pytest.mark.parametrize(
    ("name", "products", "blocks"),
    [
        ("llama-3.1-8b", 0, 0),
        ("mixtral-8x7b", 4, 1),  # attention in and out, the experts' two
        ("deepseek-v3", 7, 2),  # one more for the latent query, two of the shared expert
    ],
)
def test_products_of_a_layer_with_experts(name: str, products: float, blocks: float) -> None:
    shape = shape_of(CATALOG.model(name))
    assert shape.moe_products == products * float(shape.moe_layers)
    assert shape.expert_blocks == blocks * float(shape.moe_layers)
