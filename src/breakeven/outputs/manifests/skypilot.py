"""A deployment as a SkyPilot service: each of its replicas is a whole machine."""

from typing import Any

from breakeven.domain.deployment import Deployment, Number
from breakeven.domain.errors import NothingFeasible
from breakeven.outputs.manifests.comments import deployment_head, in_unit, replicas_numbers
from breakeven.outputs.manifests.machines import machine_numbers, machine_rate
from breakeven.outputs.manifests.manifest import Manifest
from breakeven.outputs.manifests.words import server_words, shell, yaml_text


def manifest(deployment: Deployment) -> Manifest:
    """Return a task with a service.

    Raises NothingFeasible for an accelerator that SkyPilot does not rent.
    """
    name = deployment.platform.skypilot if deployment.platform else ""
    if not name:
        accelerator = deployment.accelerator.id
        raise NothingFeasible(f"SkyPilot has no {accelerator}", where=deployment.offer)
    apply = [f"HF_TOKEN=... sky serve up -n {deployment.name} FILE --secret HF_TOKEN"]
    if deployment.provider is None or not deployment.provider.skypilot:
        apply.append(
            "SkyPilot takes the cheapest cloud it can reach: the price is not the answer's."
        )
    document = {
        "name": deployment.name,
        "service": _service(deployment),
        "resources": _resources(deployment, name),
        "secrets": {"HF_TOKEN": None},
        "run": shell(server_words(deployment, machine=True)) + "\n",
    }
    numbers = {
        **replicas_numbers(deployment, machines=True),
        **machine_numbers(deployment),
        "accelerators": Number(
            value=deployment.machine_count, why="GPUs of one machine that replicas use"
        ),
        "disk_size": in_unit("GB", deployment.disk_gb),
        "initial_delay_seconds": deployment.default("start_seconds"),
    }
    rate = machine_rate(deployment)
    if deployment.machines.scaled and rate:
        numbers["target_qps_per_replica"] = rate
    told = deployment_head(deployment, apply, numbers)
    return Manifest(file="service.sky.yaml", text=told + yaml_text(document))


def _service(deployment: Deployment) -> dict[str, Any]:
    start = int(deployment.default("start_seconds").value)
    probe = {"path": deployment.launch.health, "initial_delay_seconds": start}
    machines, rate = deployment.machines, machine_rate(deployment)
    if machines.scaled and rate:
        policy: dict[str, Any] = {
            "replica_policy": {
                "min_replicas": machines.least,
                "max_replicas": machines.most,
                "target_qps_per_replica": rate.value,
            }
        }
    else:
        policy = {"replicas": machines.most}
    return {"readiness_probe": probe, **policy, "ports": deployment.launch.port}


def _resources(deployment: Deployment, name: str) -> dict[str, Any]:
    machine, provider = deployment.machine, deployment.provider
    where: dict[str, Any] = {}
    if machine and provider and provider.skypilot:
        region = f"/{machine.region}" if machine.region else ""
        where = {"infra": f"{provider.skypilot}{region}"}
    return {
        **where,
        "accelerators": {name: deployment.machine_count},
        "use_spot": deployment.is_spot,
        "disk_size": int(deployment.disk_gb.value),
        "ports": deployment.launch.port,
        "image_id": f"docker:{deployment.image}",
    }
