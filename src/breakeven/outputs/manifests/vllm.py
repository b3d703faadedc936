"""A deployment as the engine's own command line."""

from breakeven.domain.deployment import Deployment
from breakeven.outputs.manifests.comments import deployment_head, replicas_numbers
from breakeven.outputs.manifests.manifest import Manifest
from breakeven.outputs.manifests.words import server_words, shell


def manifest(deployment: Deployment) -> Manifest:
    """Return a shell script that starts one replica."""
    launch = deployment.launch
    apply = [
        f"Install {launch.engine} {launch.version} and run this once for each replica,"
        f" each on {deployment.count} {deployment.accelerator.name} of its own."
    ]
    told = deployment_head(deployment, apply, replicas_numbers(deployment))
    words = server_words(deployment)
    return Manifest(file="serve.sh", text=f"#!/bin/sh\n{told}exec {shell(words)}\n")
