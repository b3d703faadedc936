"""A deployment as an Ollama Modelfile; what belongs to the server stands in its comments."""

from breakeven.domain.deployment import Deployment
from breakeven.outputs.manifests.comments import deployment_head, replicas_numbers
from breakeven.outputs.manifests.manifest import Manifest


def manifest(deployment: Deployment) -> Manifest:
    """Return a Modelfile; settings of the server itself are environment variables."""
    served = [a for a in deployment.arguments if a.flag.isupper()]
    inside = [a for a in deployment.arguments if not a.flag.isupper()]
    variables = "".join(f"{a.flag}={a.value} " for a in served)
    apply = [
        f"{variables}ollama serve",
        f"ollama create {deployment.name} -f FILE && ollama run {deployment.name}",
    ]
    told = deployment_head(deployment, apply, replicas_numbers(deployment))
    lines = [f"FROM {deployment.weights}", *(f"PARAMETER {a.flag} {a.value}" for a in inside)]
    return Manifest(file="Modelfile", text=told + "\n".join(lines) + "\n")
