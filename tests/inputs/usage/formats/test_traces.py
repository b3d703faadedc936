"""The public traces, as their files are; BurstGPT counts what failed."""

from breakeven.inputs.usage import read_usage
from tests.inputs.usage.conftest import Write


def test_burstgpt_with_and_without_sessions(write: Write) -> None:
    old = ("Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n"
           "5,ChatGPT,472,18,490,Conversation log\n45,GPT-4,100,0,100,API log\n"
           "118,ChatGPT,1087,230,1317,API log\n")  # fmt: skip
    new = ("Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,"
           "Log Type\n5.5,7,1.5,ChatGPT,10,2,12,API log\n")  # fmt: skip
    found = read_usage(write("a.csv", old)).summary()
    assert (found.requests, found.input_tokens, found.output_tokens) == (2, 1_559, 248)
    assert found.aside == {"failed": 1}
    timed = read_usage(write("b.csv", new)).summary()
    assert timed.latency_ms is not None
    assert timed.latency_ms.mean == 1_500


def test_azure_2024_has_a_zone(write: Write) -> None:
    log = (
        "TIMESTAMP,ContextTokens,GeneratedTokens\n"
        "2024-05-10 00:00:00.009930+00:00,2162,5\n2024-05-10 00:00:00.017335+00:00,2399,6\n"
    )
    found = read_usage(write("a.csv", log), timezone="Asia/Tokyo").summary()
    assert found.to_dict()["first"] == "2024-05-10T00:00:00.009930Z"
