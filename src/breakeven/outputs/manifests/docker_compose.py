"""A deployment as a Compose file: the replicas of one machine, each with its own GPUs."""

from typing import Any

from breakeven.domain.deployment import Deployment, Number
from breakeven.outputs.manifests.comments import deployment_head, in_unit, replicas_numbers
from breakeven.outputs.manifests.manifest import Manifest
from breakeven.outputs.manifests.words import server_words, yaml_text


def manifest(deployment: Deployment) -> Manifest:
    """Return a Compose file with one service for each replica that a machine holds."""
    held = min(deployment.held, max(deployment.replicas.most, 1))
    services = {f"{deployment.name}-{i}": _service(deployment, i) for i in range(held)}
    apply = [
        f"HF_TOKEN=... docker compose up -d    # on each of {deployment.machines.most} machines",
        f"Replica i answers on port {deployment.launch.port} + i of its machine.",
    ]
    numbers = {
        **replicas_numbers(deployment),
        "shm_size": in_unit("GiB", deployment.default("shared_memory_gib")),
        "start_period": in_unit("seconds", deployment.default("start_seconds")),
        "interval": in_unit("seconds", deployment.default("probe_seconds")),
        "replicas on a machine": Number(
            value=held, why=f"{deployment.count} GPUs for each, numbered from 0 in device_ids"
        ),
    }
    told = deployment_head(deployment, apply, numbers)
    document = {"services": services, "volumes": {"weights": {}}}
    return Manifest(file="compose.yaml", text=told + yaml_text(document))


def _service(deployment: Deployment, index: int) -> dict[str, Any]:
    port = deployment.launch.port
    command, *arguments = server_words(deployment)
    probe = f"{int(deployment.default('probe_seconds').value)}s"
    health = f"http://127.0.0.1:{port}{deployment.launch.health}"
    return {
        "image": deployment.image,
        "entrypoint": [command],
        "command": arguments,
        "environment": ["HF_TOKEN"],
        "ports": [f"{port + index}:{port}"],
        "volumes": ["weights:/root/.cache/huggingface"],
        "shm_size": f"{int(deployment.default('shared_memory_gib').value)}gb",
        "restart": "unless-stopped",
        "healthcheck": {
            "test": ["CMD", "python3", "-c", f"import urllib.request as r; r.urlopen('{health}')"],
            "interval": probe,
            "start_period": f"{int(deployment.default('start_seconds').value)}s",
        },
        **_devices(deployment, index),
    }


def _devices(deployment: Deployment, index: int) -> dict[str, Any]:
    """Return the GPUs of one replica."""
    first = index * deployment.count
    ids = [str(first + i) for i in range(deployment.count)]
    if deployment.accelerator.maker == "amd":
        return {
            "devices": ["/dev/kfd", "/dev/dri"],
            "group_add": ["video"],
            "environment": ["HF_TOKEN", f"HIP_VISIBLE_DEVICES={','.join(ids)}"],
        }
    device = {"driver": "nvidia", "device_ids": ids, "capabilities": ["gpu"]}
    return {"deploy": {"resources": {"reservations": {"devices": [device]}}}}
