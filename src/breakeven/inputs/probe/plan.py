"""What a probe will send: how many requests of which lengths, and the limit that guards it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from breakeven.domain.errors import InputError, UsageError
from breakeven.serving.measurement import REQUESTS_PER_USER

REFUSALS = 3
"""Requests that an endpoint may refuse before it is known how it wants to be asked."""
MOST_USERS = 1024
MOST_TOKENS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbePlan:
    """A probe before it is sent."""

    model: str
    """As the endpoint calls it."""
    concurrency: tuple[int, ...]
    """Users of each closed loop, one loop after the other."""
    input_tokens: int
    output_tokens: int
    requests_per_user: int = REQUESTS_PER_USER
    max_requests: int = 1000
    timeout_seconds: float = 300.0
    """Until a request's last piece."""

    @property
    def requests(self) -> int:
        """Return the requests that are answered: one to learn from, warm-ups, and timed ones."""
        return 1 + sum(users + self.timed(users) for users in self.concurrency)

    def timed(self, users: int) -> int:
        """Return the timed requests of a closed loop."""
        return users * self.requests_per_user

    def to_dict(self) -> dict[str, object]:
        """Return what will be sent, at most, as JSON shows it."""
        return {
            "requests": self.requests,
            "refused_requests_at_most": REFUSALS,
            "timed_requests": sum(self.timed(users) for users in self.concurrency),
            "input_tokens_about": self.requests * self.input_tokens,
            "output_tokens_at_most": self.requests * self.output_tokens,
        }


def checked(plan: ProbePlan) -> ProbePlan:
    """Return a plan that can be sent.

    Raises InputError for numbers out of range, UsageError where it goes beyond its own limit.
    """
    if not plan.model.strip():
        raise InputError("is empty; name the model as the endpoint calls it", where="model")
    if not plan.concurrency:
        raise InputError("is empty; expected numbers of users such as 1,2,4", where="concurrency")
    for users in plan.concurrency:
        _between("concurrency", users, MOST_USERS)
    _between("input_tokens", plan.input_tokens, MOST_TOKENS)
    _between("output_tokens", plan.output_tokens, MOST_TOKENS)
    _between("requests_per_user", plan.requests_per_user, 1000)
    if not (isfinite(plan.timeout_seconds) and plan.timeout_seconds > 0):
        raise InputError(
            f"timeout must be a number of seconds above 0, read {plan.timeout_seconds}"
        )
    if plan.requests + REFUSALS > plan.max_requests:
        raise UsageError(
            f"would send up to {plan.requests + REFUSALS:,} requests, more than --max-requests"
            f" {plan.max_requests:,}; raise it, or lower --concurrency or --requests-per-user"
        )
    return plan


def _between(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise InputError(f"must lie between 1 and {most:,}, read {value:,}", where=name)


def users_of(said: Sequence[int] | str) -> tuple[int, ...]:
    """Return the users of each loop.

    >>> users_of("1,2, 4")
    (1, 2, 4)
    """
    if not isinstance(said, str):
        return tuple(said)
    try:
        return tuple(int(part) for part in said.split(",") if part.strip())
    except ValueError:
        expected = "expected whole numbers such as 1,2,4"
        raise InputError(f"cannot read {said!r}; {expected}", where="concurrency") from None
