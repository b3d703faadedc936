"""A gateway as LiteLLM's configuration: the chosen backend first, others to fall back on."""

from typing import Any

from breakeven.domain.deployment import Backend, Gateway
from breakeven.outputs.manifests.comments import head, targets_said
from breakeven.outputs.manifests.manifest import Manifest
from breakeven.outputs.manifests.words import yaml_text

SETTINGS = {
    "num_retries": "retries",
    "allowed_fails": "allowed_fails",
    "cooldown_time": "cooldown_seconds",
}


def manifest(gateway: Gateway) -> Manifest:
    """Return a configuration; keys are names of environment variables."""
    names = [gateway.model, *(f"{gateway.model}-fallback-{i}" for i in range(1, _others(gateway)))]
    variables = [v for b in gateway.backends for v in (b.key, b.base) if v]
    listed = " ".join(f"{v}=..." for v in dict.fromkeys(["LITELLM_MASTER_KEY", *variables]))
    apply = ["pip install 'litellm[proxy]==1.82.6'", f"{listed} litellm --config FILE"]
    numbers = {f"{n} ({b.offer})": b.why for n, b in zip(names, gateway.backends, strict=True)}
    found = {setting: gateway.default(name) for setting, name in SETTINGS.items()}
    numbers |= {f"{setting} {number}": number.why for setting, number in found.items()}
    router: dict[str, Any] = {setting: int(number.value) for setting, number in found.items()}
    if gateway.targets.e2e_p99_ms:
        seconds = gateway.targets.e2e_p99_ms / 1e3
        router["timeout"] = seconds
        numbers[f"timeout {seconds:g}"] = "the target of the whole answer at p99, in seconds"
    if len(names) > 1:
        router["fallbacks"] = [{gateway.model: names[1:]}]
    document = {
        "model_list": [_entry(n, b) for n, b in zip(names, gateway.backends, strict=True)],
        "router_settings": router,
        "general_settings": {"master_key": "os.environ/LITELLM_MASTER_KEY"},
    }
    told = head(gateway.offer, gateway.as_of, apply, targets_said(gateway.targets), numbers)
    return Manifest(file="litellm.yaml", text=told + yaml_text(document))


def _others(gateway: Gateway) -> int:
    return len(gateway.backends)


def _entry(name: str, backend: Backend) -> dict[str, Any]:
    variables = {"api_key": backend.key, "api_base": backend.base}
    told = {key: f"os.environ/{v}" for key, v in variables.items() if v}
    return {"model_name": name, "litellm_params": {"model": backend.model, **told}}
