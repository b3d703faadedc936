"""A deployment as Kubernetes objects: Deployment, Service, and an autoscaler where it scales."""

from math import ceil
from typing import Any

from breakeven.domain.deployment import Deployment, Number
from breakeven.outputs.manifests.comments import deployment_head, in_unit, replicas_numbers
from breakeven.outputs.manifests.manifest import Manifest
from breakeven.outputs.manifests.words import server_words, yaml_text

SECRET = "hugging-face"  # noqa: S105 - the name of the secret, not one
GPU_KEYS = {"nvidia": "nvidia.com/gpu", "amd": "amd.com/gpu", "intel": "gpu.intel.com/i915"}


def manifest(deployment: Deployment) -> Manifest:
    """Return the objects; GPUs are asked for by count, and by name where the label is known."""
    apply = [
        f"kubectl create secret generic {SECRET} --from-literal=token=...    # if it needs one",
        "kubectl apply -f FILE",
    ]
    numbers = {
        **replicas_numbers(deployment),
        GPU_KEYS[deployment.accelerator.maker]: Number(
            value=deployment.count, why="GPUs of one replica, as the offer says"
        ),
        "sizeLimit": in_unit("GiB", deployment.default("shared_memory_gib")),
        "periodSeconds": deployment.default("probe_seconds"),
        "failureThreshold": _starts(deployment),
    }
    documents = [_deployment(deployment), _service(deployment)]
    if deployment.replicas.scaled and deployment.concurrency:
        documents.append(_autoscaler(deployment, deployment.concurrency))
        numbers["averageValue"] = deployment.concurrency
        metric = deployment.launch.requests_running
        apply.append(f"The autoscaler reads the pods' metric {metric} through a metrics adapter.")
    told = deployment_head(deployment, apply, numbers)
    return Manifest(file="kubernetes.yaml", text=told + yaml_text(*documents))


def _labels(deployment: Deployment) -> dict[str, str]:
    return {"app.kubernetes.io/name": deployment.name}


def _starts(deployment: Deployment) -> Number:
    """Return how many probes may fail until the first start is over."""
    start, probe = deployment.default("start_seconds"), deployment.default("probe_seconds")
    why = f"{start} seconds in probes of {probe} seconds: {start.why}"
    return Number(value=ceil(start.value / probe.value), why=why)


def _deployment(deployment: Deployment) -> dict[str, Any]:
    labels = _labels(deployment)
    strategy = {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": deployment.name, "labels": labels},
        "spec": {
            **_standing(deployment),
            "selector": {"matchLabels": labels},
            "strategy": strategy,
            "template": {
                "metadata": {"labels": labels},
                "spec": {
                    **_nodes(deployment),
                    "containers": [_container(deployment)],
                    "volumes": [
                        {
                            "name": "shm",
                            "emptyDir": {
                                "medium": "Memory",
                                "sizeLimit": f"{deployment.default('shared_memory_gib')}Gi",
                            },
                        },
                        {"name": "weights", "emptyDir": {}},
                    ],
                },
            },
        },
    }


def _standing(deployment: Deployment) -> dict[str, int]:
    """Return the number of replicas where no autoscaler sets it."""
    scaled = deployment.replicas.scaled and deployment.concurrency
    return {} if scaled else {"replicas": deployment.replicas.most}


def _container(deployment: Deployment) -> dict[str, Any]:
    command, *arguments = server_words(deployment)
    probe = {"httpGet": {"path": deployment.launch.health, "port": "http"}}
    every = {**probe, "periodSeconds": int(deployment.default("probe_seconds").value)}
    key = {"secretKeyRef": {"name": SECRET, "key": "token", "optional": True}}
    return {
        "name": deployment.launch.engine,
        "image": deployment.image,
        "command": [command],
        "args": arguments,
        "env": [{"name": "HF_TOKEN", "valueFrom": key}],
        "ports": [{"name": "http", "containerPort": deployment.launch.port}],
        "resources": {"limits": {GPU_KEYS[deployment.accelerator.maker]: deployment.count}},
        "startupProbe": {**every, "failureThreshold": int(_starts(deployment).value)},
        "readinessProbe": every,
        "livenessProbe": every,
        "volumeMounts": [
            {"name": "shm", "mountPath": "/dev/shm"},  # noqa: S108 - a mount, not a file
            {"name": "weights", "mountPath": "/root/.cache/huggingface"},
        ],
    }


def _nodes(deployment: Deployment) -> dict[str, Any]:
    """Return which nodes will do: those with the accelerator, and spot ones where it is spot."""
    wanted, platform = {}, deployment.platform
    if platform and platform.kubernetes:
        wanted["nvidia.com/gpu.product"] = platform.kubernetes
    tolerated: list[dict[str, str]] = [{"key": GPU_KEYS["nvidia"], "operator": "Exists"}]
    spot = deployment.provider.kubernetes_spot if deployment.provider else ""
    if deployment.is_spot and spot:
        key, _, value = spot.partition("=")
        wanted[key] = value
        tolerated.append({"key": key, "operator": "Exists"})
    return {**({"nodeSelector": wanted} if wanted else {}), "tolerations": tolerated}


def _service(deployment: Deployment) -> dict[str, Any]:
    port = {"name": "http", "port": deployment.launch.port, "targetPort": "http"}
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": deployment.name, "labels": _labels(deployment)},
        "spec": {"selector": _labels(deployment), "ports": [port]},
    }


def _autoscaler(deployment: Deployment, load: Number) -> dict[str, Any]:
    """Return an autoscaler by the requests in each pod; it never goes below one."""
    target = {"type": "AverageValue", "averageValue": str(load)}
    metric = {"metric": {"name": deployment.launch.requests_running}, "target": target}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": deployment.name, "labels": _labels(deployment)},
        "spec": {
            "scaleTargetRef": {
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "name": deployment.name,
            },
            "minReplicas": max(deployment.replicas.least, 1),
            "maxReplicas": deployment.replicas.most,
            "metrics": [{"type": "Pods", "pods": metric}],
        },
    }
