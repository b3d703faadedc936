"""DeepSeek's export: one count a row."""

from breakeven.inputs.usage import read_usage
from tests.inputs.usage.conftest import Write

HEADER = "start_time_iso,end_time_iso,model,api_key_name,type,price,amount\n"
HOUR = "2026-05-01T10:00:00+08:00,2026-05-01T11:00:00+08:00,deepseek-chat,k,"


def test_rows_add_up(write: Write) -> None:
    text = HEADER + "".join(
        f"{HOUR}{kind},0.1,{amount}\n"
        for kind, amount in (("input_cache_hit_tokens", 300), ("input_cache_miss_tokens", 100),
                             ("output_tokens", 40), ("request_count", 4), ("something", 1),
                             ("output_tokens", "many"), ("request_count", 0))
    )  # fmt: skip
    found = read_usage(write("amount-2026-05.csv", "\ufeff" + text)).summary()
    assert (found.requests, found.input_tokens, found.cached_input_tokens) == (4, 400, 300)
    assert (found.output_tokens, found.aside) == (40, {"other": 1})
    assert found.to_dict()["first"] == "2026-05-01T02:00:00Z"
    [refused] = found.rejected
    assert (refused.reason, refused.places[0][-2:]) == ("output tokens are not a number", ":7")
    assert found.models["deepseek-chat"].requests == 4
