"""A deployment as llama.cpp's server."""

from breakeven.domain.deployment import Deployment
from breakeven.outputs.manifests.comments import deployment_head, replicas_numbers
from breakeven.outputs.manifests.manifest import Manifest
from breakeven.outputs.manifests.words import server_words, shell


def manifest(deployment: Deployment) -> Manifest:
    """Return a shell script that starts one replica."""
    apply = [f"Needs llama.cpp, or its image {deployment.image}; run it once for each replica."]
    told = deployment_head(deployment, apply, replicas_numbers(deployment))
    words = [*server_words(deployment), "--metrics"]
    return Manifest(file="serve.sh", text=f"#!/bin/sh\n{told}exec {shell(words)}\n")
