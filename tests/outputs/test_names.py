import doctest

import pytest

from breakeven.outputs import names
from breakeven.outputs.names import name_of


def test_examples() -> None:
    assert doctest.testmod(names).failed == 0


@pytest.mark.parametrize(
    ("offer", "said"),
    [
        ("api:gpt-4o", "gpt-4o API"),
        ("hosted:groq/llama-3.1-8b", "llama-3.1-8b hosted by groq"),
        ("hosted:together/meta-llama/Llama-3", "meta-llama/Llama-3 hosted by together"),
        ("self:llama-3.1-70b@A100-80x2", "llama-3.1-70b on 2 x A100-80"),
        ("self:m@H100-SXMx8,engine=vllm,purchase=on-demand", "m on 8 x H100-SXM"),
        ("self:m@MI300X", "m on MI300X"),
        ("anything else", "anything else"),
        ("reserved_api:azure/gpt-4o,term=month", "gpt-4o reserved from azure, month"),
    ],
)
def test_names(offer: str, said: str) -> None:
    assert str(name_of(offer)) == said
