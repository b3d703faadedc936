import pytest

from breakeven.domain.errors import BreakevenError, InputError, UsageError
from breakeven.inputs.probe.plan import ProbePlan, checked, users_of


def plan(**changed: object) -> ProbePlan:
    said = {"model": "m", "concurrency": (1, 4), "input_tokens": 100, "output_tokens": 20}
    return ProbePlan(**{**said, **changed})  # type: ignore[arg-type]


def test_what_is_sent_is_counted_with_the_first_and_the_warm_ups() -> None:
    assert plan().requests == 1 + (1 + 10) + (4 + 40)
    assert plan().to_dict() == {
        "requests": 56,
        "refused_requests_at_most": 3,
        "timed_requests": 50,
        "input_tokens_about": 5600,
        "output_tokens_at_most": 1120,
    }


def test_a_plan_beyond_its_own_limit_is_not_sent() -> None:
    assert checked(plan(max_requests=59))
    with pytest.raises(UsageError, match="up to 59 requests, more than --max-requests 58"):
        checked(plan(max_requests=58))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"model": " "}, "name the model"),
        ({"concurrency": ()}, "1,2,4"),
        ({"concurrency": (0,)}, "between 1 and 1,024, read 0"),
        ({"input_tokens": 0}, "input_tokens"),
        ({"output_tokens": 2_000_000}, "1,000,000"),
        ({"requests_per_user": 0}, "requests_per_user"),
        ({"timeout_seconds": float("nan")}, "timeout"),
    ],
)
def test_numbers_out_of_range(changed: dict[str, object], said: str) -> None:
    with pytest.raises(BreakevenError, match=said):
        checked(plan(**changed))


def test_users_are_read_from_a_list_or_its_text() -> None:
    assert users_of("1,2,4") == users_of([1, 2, 4]) == (1, 2, 4)
    with pytest.raises(InputError, match="whole numbers such as 1,2,4"):
        users_of("1,two")
