"""A deployment as a managed online deployment of Azure Machine Learning, with its Dockerfile."""

import json
from typing import Any

from breakeven.domain.deployment import Deployment
from breakeven.outputs.manifests.comments import deployment_head, in_unit, replicas_numbers
from breakeven.outputs.manifests.machines import machine_numbers, machine_of
from breakeven.outputs.manifests.manifest import Manifest
from breakeven.outputs.manifests.words import server_words, yaml_text

SCHEMA = "https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json"


def manifest(deployment: Deployment) -> Manifest:
    """Return the deployment, and the Dockerfile that holds the engine's command.

    Raises NothingFeasible for machines of others.
    """
    machine = machine_of(deployment, ("azure-ml", "azure"), "Azure Machine Learning")
    name = deployment.name
    apply = [
        f"az ml online-endpoint create --name {name}",
        "az ml online-deployment create -f FILE --all-traffic",
        f"Azure ML stands in region {machine.region or 'of the workspace'}; a gated model needs"
        " HF_TOKEN among the environment_variables.",
    ]
    if deployment.machines.scaled:
        apply.append(
            "instance_count is the most; rules of Azure Monitor scale it down to"
            f" {max(deployment.machines.least, 1)}."
        )
    numbers = {
        **replicas_numbers(deployment, machines=True),
        **machine_numbers(deployment),
        "initial_delay and failure_threshold x period": in_unit(
            "seconds", deployment.default("start_seconds")
        ),
        "period": in_unit("seconds", deployment.default("probe_seconds")),
    }
    told = deployment_head(deployment, apply, numbers)
    document = _document(deployment, machine.instance)
    words = json.dumps(list(server_words(deployment, machine=True)))
    docker = f"FROM {deployment.image}\nENTRYPOINT {words}\n"
    text = told + yaml_text(document)
    return Manifest(file="deployment.yml", text=text, beside={"Dockerfile": docker})


def _document(deployment: Deployment, instance: str) -> dict[str, Any]:
    port, health = deployment.launch.port, deployment.launch.health
    start = int(deployment.default("start_seconds").value)
    probe = {
        "initial_delay": start,
        "period": int(deployment.default("probe_seconds").value),
    }
    return {
        "$schema": SCHEMA,
        "name": "main",
        "endpoint_name": deployment.name,
        "environment": {
            "build": {"path": ".", "dockerfile_path": "Dockerfile"},
            "inference_config": {
                "liveness_route": {"path": health, "port": port},
                "readiness_route": {"path": health, "port": port},
                "scoring_route": {"path": "/", "port": port},
            },
        },
        "instance_type": instance,
        "instance_count": max(deployment.machines.most, 1),
        "liveness_probe": probe,
        "readiness_probe": probe,
    }
