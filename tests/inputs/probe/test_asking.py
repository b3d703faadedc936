import asyncio
import sys

import pytest

from breakeven.domain.errors import MissingExtra
from breakeven.inputs.probe.asking import Asker, clients_for, http
from breakeven.inputs.probe.endpoint import endpoint_at
from breakeven.inputs.probe.plan import ProbePlan
from breakeven.inputs.probe.stream import BrokenAnswer
from tests.inputs.probe.fake_server import Fake, serving

PLAN = ProbePlan(
    model="m", concurrency=(1,), input_tokens=5, output_tokens=2, max_requests=2, timeout_seconds=20
)


def test_never_more_requests_than_the_limit() -> None:
    fake = Fake(ttft_seconds=0.0, itl_seconds=0.0)

    async def asks(url: str) -> None:
        endpoint = endpoint_at(url)
        asker = Asker(endpoint, PLAN)
        async with clients_for(endpoint, PLAN) as [client]:
            for _ in range(2):
                await asker.ask(client, "a b")
            with pytest.raises(BrokenAnswer, match="--max-requests is reached"):
                await asker.ask(client, "a b")

    with serving(fake) as url:
        asyncio.run(asks(url))
    assert len(fake.asked) == 2


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(MissingExtra, match=r"breakeven\[probe\]"):
        http()
