"""A deployment as what platforms read: one small file for each."""

from collections.abc import Mapping
from importlib import import_module

from breakeven.domain.deployment import Deployment, Gateway, Target
from breakeven.outputs.manifests.manifest import Manifest

ENGINES: Mapping[Target, tuple[str, ...]] = {
    "vllm": ("vllm",),
    "docker-compose": ("vllm", "sglang"),
    "kubernetes": ("vllm", "sglang"),
    "skypilot": ("vllm", "sglang"),
    "dstack": ("vllm", "sglang"),
    "llama-server": ("llama-cpp",),
    "ollama": ("ollama",),
    "sagemaker": ("vllm",),
    "vertex": ("vllm", "sglang"),
    "azure-ml": ("vllm", "sglang"),
}
"""What runs which engines, the usual one first; a gateway runs none."""


def manifest(deployment: Deployment, target: Target) -> Manifest:
    """Return what a platform reads.

    Raises NothingFeasible where the platform cannot run it.
    """
    written = import_module(f"{__name__}.{target.replace('-', '_')}").manifest(deployment)
    assert isinstance(written, Manifest)  # noqa: S101 - each of them returns one
    return written


def gateway_manifest(gateway: Gateway) -> Manifest:
    """Return LiteLLM's configuration."""
    from breakeven.outputs.manifests import litellm

    return litellm.manifest(gateway)
