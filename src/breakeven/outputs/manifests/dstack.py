"""A deployment as a dstack service: each of its replicas is a whole machine."""

from typing import Any

from breakeven.domain.deployment import Deployment, Number
from breakeven.domain.errors import NothingFeasible
from breakeven.outputs.manifests.comments import deployment_head, in_unit, replicas_numbers
from breakeven.outputs.manifests.machines import machine_numbers, machine_rate
from breakeven.outputs.manifests.manifest import Manifest
from breakeven.outputs.manifests.words import server_words, shell, yaml_text


def manifest(deployment: Deployment) -> Manifest:
    """Return a service.

    Raises NothingFeasible for an accelerator that dstack does not know.
    """
    name = deployment.platform.dstack if deployment.platform else ""
    if not name:
        accelerator = deployment.accelerator.id
        raise NothingFeasible(f"dstack has no {accelerator}", where=deployment.offer)
    apply = ["HF_TOKEN=... dstack apply -f FILE"]
    if deployment.provider is None or not deployment.provider.dstack:
        apply.append("dstack takes the cheapest offer it can reach: the price is not the answer's.")
    numbers = {
        **replicas_numbers(deployment, machines=True),
        **machine_numbers(deployment),
        "gpu": Number(value=deployment.machine_count, why="GPUs of one machine that replicas use"),
        "disk": in_unit("GB", deployment.disk_gb),
        "shm_size": in_unit("GB", deployment.default("shared_memory_gib")),
    }
    rate = machine_rate(deployment)
    if deployment.machines.scaled and rate:
        numbers["target"] = rate
    document = {
        "type": "service",
        "name": deployment.name,
        "image": deployment.image,
        "env": ["HF_TOKEN"],
        "commands": [shell(server_words(deployment, machine=True))],
        "port": deployment.launch.port,
        "model": deployment.weights,
        **_replicas(deployment),
        "resources": {
            "gpu": f"{name}:{deployment.machine_count}",
            "disk": f"{deployment.disk_gb}GB",
            "shm_size": f"{deployment.default('shared_memory_gib')}GB",
        },
        "spot_policy": "spot" if deployment.is_spot else "on-demand",
        **_place(deployment),
    }
    told = deployment_head(deployment, apply, numbers)
    return Manifest(file="service.dstack.yml", text=told + yaml_text(document))


def _replicas(deployment: Deployment) -> dict[str, Any]:
    machines, rate = deployment.machines, machine_rate(deployment)
    if machines.scaled and rate:
        scaling = {"metric": "rps", "target": rate.value}
        return {"replicas": f"{machines.least}..{machines.most}", "scaling": scaling}
    return {"replicas": machines.most}


def _place(deployment: Deployment) -> dict[str, Any]:
    machine, provider = deployment.machine, deployment.provider
    if machine is None or provider is None or not provider.dstack:
        return {}
    region = {"regions": [machine.region]} if machine.region else {}
    return {"backends": [provider.dstack], **region}
