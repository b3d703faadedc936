from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakeven.domain.errors import InputError, ManyProblems
from breakeven.inputs.claim_toml import claim_of, half_digit, read_claim

WRONG = """title = "x"
surce = "y"
date = "2026-01-01"
hardware_usd = 5

[inputs]
hardwareusd = 1
gpus = "eight"
output_share = 1.5
gpu_usd = [3, 1]

[variants.later]
cloud_usd_per_hr = 2

[[answers]]
quantity = "payback_month"
value = 1

[[answers]]
quantity = "payback_months"
value = 1
high = 2
unit = "hours"
given = "latr"
tolerance = 5
"""


def test_every_mistake_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "claim.toml"
    path.write_text(WRONG)
    with pytest.raises(ManyProblems) as caught:
        read_claim(path)
    said = "\n".join(caught.value.problems)
    for line in (
        "line 2: unknown key 'surce'; did you mean source?",
        "line 3: date: a day was expected",
        "line 4: unknown key 'hardware_usd'; inputs stand under [inputs]",
        "line 7: unknown input 'hardwareusd'; did you mean hardware_usd?",
        "line 8: gpus: a number from 0 on",
        "line 9: output_share: a share lies between 0 and 1",
        "line 10: gpu_usd: a range is [low, high]",
        "line 13: unknown input 'cloud_usd_per_hr'; did you mean cloud_usd_per_hour?",
        "line 15: unknown quantity 'payback_month'; did you mean payback_months?",
        "line 19: give either value, or low and high",
        "line 19: unknown unit 'hours'",
        "line 19: no variant is called 'latr'; did you mean later?",
        "line 19: tolerance: a share from 0 to 1",
    ):
        assert line in said
    assert len(caught.value.problems) == 13


def test_what_a_claim_holds() -> None:
    claim = claim_of(
        {
            "title": "t",
            "inputs": {"gpus": 8, "hardware_usd": [1, 2]},
            "variants": {"a": {"gpus": 4}},
            "answers": [
                {"quantity": "payback_months", "value": Decimal("0.3"), "given": "a"},
                {"quantity": "breakeven_hours", "value": "never"},
            ],
        }
    )
    first, second = claim.answers
    assert (first.half_digit, second.value, second.half_digit) == (0.05, "never", 0.0)
    assert claim.inputs_of(first) == {"gpus": 4.0, "hardware_usd": (1.0, 2.0)}
    assert claim.inputs_of(second)["gpus"] == 8.0


@pytest.mark.parametrize(
    ("value", "half"),
    [(12, 0.5), (8_556, 0.5), (1_700_000, 50_000.0), (600, 5.0), (1_000_000, 50_000.0), (0, 0.5)],
)
def test_what_rounding_may_hide(value: int, half: float) -> None:
    assert half_digit(value) == half
    assert half_digit(value, exact=True) == 0.5


def test_too_many_ranges() -> None:
    names = ["gpus", "machines", "requests_per_day", "tokens_per_day", "gpu_usd", "hardware_usd"]
    names += ["staff_usd", "setup_usd", "other_usd", "hosting_usd", "resale_usd"]
    data = {"title": "t", "inputs": {n: [1, 2] for n in names}}
    data["answers"] = [{"quantity": "total_usd", "value": 1}]  # type: ignore[assignment]
    with pytest.raises(ManyProblems, match="11 inputs are ranges"):
        claim_of(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["title", "inputs", "variants", "answers", "date"]), JSON))
def test_anything_is_read_or_refused(data: dict[str, object]) -> None:
    with suppress(InputError):
        claim_of(data)
