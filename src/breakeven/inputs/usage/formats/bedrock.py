"""Invocation logs of AWS Bedrock, as they come in S3: one call a line, bodies left unread."""

from collections.abc import Sequence

from breakeven.inputs.usage.declared import Declared
from breakeven.inputs.usage.examples import Call, iso
from breakeven.inputs.usage.rendering import json_lines

METRICS = "output.outputBodyJson.amazon-bedrock-invocationMetrics"


def example(calls: Sequence[Call]) -> str:
    """Write one line a call, the prompts left out."""
    return json_lines(_line(call) for call in calls)


def _line(call: Call) -> dict[str, object]:
    line: dict[str, object] = {
        "schemaType": "ModelInvocationLog",
        "schemaVersion": "1.0",
        "timestamp": iso(call.at),
        "accountId": "123456789012",
        "identity": {"arn": f"arn:aws:sts::123456789012:assumed-role/{call.team}/app"},
        "region": "us-east-1",
        "requestId": f"req-{call.number:05}",
        "operation": "InvokeModel",
        "modelId": f"anthropic.{call.claude}",
    }
    if not call.ok:
        return line | {"errorCode": "ThrottlingException"}
    return line | {
        "input": {
            "inputContentType": "application/json",
            "inputBodyJson": {"messages": []},
            "inputTokenCount": call.fresh,
            "cacheReadInputTokenCount": call.cached,
            "cacheWriteInputTokenCount": call.written,
        },
        "output": {
            "outputContentType": "application/json",
            "outputBodyJson": {
                "amazon-bedrock-invocationMetrics": {
                    "inputTokenCount": call.fresh,
                    "outputTokenCount": call.output,
                    "invocationLatency": call.latency_ms,
                    "firstByteLatency": call.ttft_ms,
                }
            },
            "outputTokenCount": call.output,
        },
    }


FORMAT = Declared(
    name="bedrock",
    title="AWS Bedrock invocation logs",
    signature=("timestamp", "modelId", "requestId", "input.inputTokenCount | errorCode"),
    time="timestamp",
    model="modelId",
    input="input.inputTokenCount",
    cached="input.cacheReadInputTokenCount",
    cache_write="input.cacheWriteInputTokenCount",
    input_holds_cached=False,
    output="output.outputTokenCount",
    latency=f"output.outputBodyJson.metrics.latencyMs | {METRICS}.invocationLatency",
    ttft=f"{METRICS}.firstByteLatency",
    identity="requestId",
    error="errorCode",
    tags={"role": "identity.arn"},
    notes="input excludes cached tokens; latency only where bodies are logged and hold it",
    example=example,
)
