import pytest

from breakeven.domain.errors import InputError, UsageError
from breakeven.inputs.probe.endpoint import endpoint_at, key_from


@pytest.mark.parametrize(
    ("given", "kind", "url"),
    [
        ("http://h:8000", None, "http://h:8000/v1/chat/completions"),
        ("http://h:8000/", "completions", "http://h:8000/v1/completions"),
        ("https://h/api/v1", None, "https://h/api/v1/chat/completions"),
        ("https://h/v1beta/openai", None, "https://h/v1beta/openai/v1/chat/completions"),
        ("https://h/v1/completions", None, "https://h/v1/completions"),
        ("https://h/x/chat/completions?v=2", None, "https://h/x/chat/completions?v=2"),
    ],
)
def test_addresses(given: str, kind: str | None, url: str) -> None:
    found = endpoint_at(given, kind=kind)  # type: ignore[arg-type]
    assert found.url == url
    assert found.kind == ("chat" if "chat" in url else "completions")


@pytest.mark.parametrize("given", ["", "localhost:8000", "ftp://h", "http://", "http://h:port"])
def test_what_is_no_address(given: str) -> None:
    with pytest.raises(InputError, match="is no address"):
        endpoint_at(given)


def test_an_address_that_says_otherwise_than_the_option() -> None:
    with pytest.raises(UsageError, match="not --api chat"):
        endpoint_at("https://h/v1/completions", kind="chat")


def test_secrets_in_an_address_are_refused_or_not_shown() -> None:
    with pytest.raises(InputError) as refused:
        endpoint_at("https://user:hunter2@h/v1")
    assert "hunter2" not in str(refused.value)
    assert endpoint_at("https://h/v1?sig=hunter2").shown == "https://h/v1/chat/completions"


def test_a_key_is_sent_and_never_shown() -> None:
    found = endpoint_at("http://h/v1", key="hunter2")
    assert found.headers() == {"Authorization": "Bearer hunter2"}
    assert "hunter2" not in repr(found)
    assert endpoint_at("http://h/v1").headers() == {}


@pytest.mark.parametrize(
    ("url", "exposes"), [("http://h", True), ("https://h", False), ("http://127.0.0.1", False)]
)
def test_a_key_on_an_open_line_is_noticed(url: str, exposes: bool) -> None:
    assert endpoint_at(url, key="k").exposes_key is exposes
    assert not endpoint_at(url).exposes_key


def test_keys_come_from_the_environment_alone() -> None:
    assert key_from("A_KEY", environment={"A_KEY": " k "}) == "k"
    assert key_from(None) == ""
    with pytest.raises(InputError, match="variable A_KEY is not set"):
        key_from("A_KEY", environment={})
    with pytest.raises(InputError) as refused:
        key_from("sk-hunter2", environment={})
    assert "hunter2" not in str(refused.value)
