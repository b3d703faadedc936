"""A deployment as a Python script for Vertex AI, which has no file format of its own."""

from typing import Any

from breakeven.domain.deployment import Deployment, Number
from breakeven.domain.errors import NothingFeasible
from breakeven.outputs.manifests.comments import deployment_head, replicas_numbers
from breakeven.outputs.manifests.machines import machine_numbers, machine_of
from breakeven.outputs.manifests.manifest import Manifest
from breakeven.outputs.manifests.words import server_words


def manifest(deployment: Deployment) -> Manifest:
    """Return a script that uploads a model of the engine's image and deploys it.

    Raises NothingFeasible for machines of others, or an accelerator without a name there.
    """
    machine = machine_of(deployment, ("vertex-ai", "gcp"), "Vertex AI")
    name = deployment.platform.vertex if deployment.platform else ""
    if not name:
        accelerator = deployment.accelerator.id
        raise NothingFeasible(f"Vertex AI has no {accelerator}", where=deployment.offer)
    apply = [
        "pip install google-cloud-aiplatform && GOOGLE_CLOUD_PROJECT=... HF_TOKEN=... python FILE",
        "Vertex AI may want the image in a repository of your own project's Artifact Registry.",
    ]
    if machine.provider == "gcp":
        apply.append("The price is that of the plain machine; Vertex AI asks a fee on top.")
    numbers = {
        **replicas_numbers(deployment, machines=True),
        **machine_numbers(deployment),
        "accelerator_count": Number(
            value=machine.accelerator_count, why=f"GPUs of one {machine.instance}"
        ),
        "serving_container_shared_memory_size_mb": Number(
            value=_shared_mb(deployment), why=deployment.default("shared_memory_gib").why
        ),
        "deploy_request_timeout": deployment.default("start_seconds"),
    }
    told = deployment_head(deployment, apply, numbers)
    upload = _call("aiplatform.Model.upload", _model(deployment))
    deploy = _call("model.deploy", _machines(deployment, name))
    project = _Code("os.environ['GOOGLE_CLOUD_PROJECT']")
    start = _call("aiplatform.init", {"project": project, "location": machine.region})
    body = f"import os\n\nfrom google.cloud import aiplatform\n\n{start}\n"
    return Manifest(file="deploy.py", text=f"{told}{body}model = {upload}\n{deploy}\n")


class _Code(str):
    """A value that stands in the script as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _call(name: str, arguments: dict[str, Any]) -> str:
    """Return a call with one argument on each line; values are literals."""
    lines = "".join(f"    {key}={value!r},\n" for key, value in arguments.items())
    return f"{name}(\n{lines})"


def _shared_mb(deployment: Deployment) -> int:
    return int(deployment.default("shared_memory_gib").value) * 1024


def _model(deployment: Deployment) -> dict[str, Any]:
    command, *arguments = server_words(deployment, machine=True)
    return {
        "display_name": deployment.name,
        "serving_container_image_uri": deployment.image,
        "serving_container_command": [command],
        "serving_container_args": arguments,
        "serving_container_ports": [deployment.launch.port],
        "serving_container_health_route": deployment.launch.health,
        "serving_container_predict_route": "/v1/chat/completions",
        "serving_container_environment_variables": _Code(
            "{'HF_TOKEN': os.environ.get('HF_TOKEN', '')}"
        ),
        "serving_container_shared_memory_size_mb": _shared_mb(deployment),
    }


def _machines(deployment: Deployment, accelerator: str) -> dict[str, Any]:
    machine = machine_of(deployment, ("vertex-ai", "gcp"), "Vertex AI")
    return {
        "machine_type": machine.instance,
        "accelerator_type": accelerator,
        "accelerator_count": machine.accelerator_count,
        "min_replica_count": max(deployment.machines.least, 1),
        "max_replica_count": max(deployment.machines.most, 1),
        "spot": deployment.is_spot,
        "deploy_request_timeout": int(deployment.default("start_seconds").value),
    }
