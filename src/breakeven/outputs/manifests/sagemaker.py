"""A deployment as a CloudFormation template of a SageMaker endpoint."""

from typing import Any

from breakeven.domain.deployment import Deployment, Number
from breakeven.domain.errors import NothingFeasible
from breakeven.outputs.manifests.comments import deployment_head, replicas_numbers
from breakeven.outputs.manifests.machines import machine_numbers, machine_of, machine_rate
from breakeven.outputs.manifests.manifest import Manifest
from breakeven.outputs.manifests.words import yaml_text

REGISTRY = "763104351884.dkr.ecr.${AWS::Region}.amazonaws.com/"
"""Of AWS's own images, in most regions."""
VARIANT = "main"


def manifest(deployment: Deployment) -> Manifest:
    """Return a template with model, endpoint, and autoscaling where it scales.

    Raises NothingFeasible for machines of others, or an engine without an image there.
    """
    machine = machine_of(deployment, ("sagemaker", "aws"), "SageMaker")
    if not deployment.launch.sagemaker_image:
        engine = deployment.launch.engine
        raise NothingFeasible(f"SageMaker has no image of {engine}", where=deployment.offer)
    instance = f"ml.{machine.instance.removeprefix('ml.')}"
    apply = [
        f"aws cloudformation deploy --region {machine.region or 'REGION'} --template-file FILE"
        f" --stack-name {deployment.name} --parameter-overrides RoleArn=... HfToken=...",
        f"Instances are {instance}; the image's registry differs in a few regions.",
    ]
    if machine.provider == "aws":
        apply.append("The price is that of the plain machine; SageMaker asks more for ml.*.")
    numbers = {
        **replicas_numbers(deployment, machines=True),
        **machine_numbers(deployment),
        "ContainerStartupHealthCheckTimeoutInSeconds": deployment.default("start_seconds"),
    }
    rate = machine_rate(deployment)
    resources = _endpoint(deployment, instance)
    if deployment.machines.scaled and deployment.concurrency:
        inside, held = deployment.concurrency, deployment.held
        numbers["TargetValue"] = Number(
            value=inside.value * held, why=f"{inside} in each of {held}; {inside.why}"
        )
        resources |= _autoscaling(deployment, inside.value * held)
    if rate:
        numbers["requests a second on each instance"] = rate
    document = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": {
            "RoleArn": {"Type": "String"},
            "HfToken": {"Type": "String", "NoEcho": True, "Default": ""},
        },
        "Resources": resources,
    }
    told = deployment_head(deployment, apply, numbers)
    return Manifest(file="sagemaker.yaml", text=told + yaml_text(document))


def _environment(deployment: Deployment) -> dict[str, Any]:
    """Return the flags as the image's environment variables."""
    prefix, flags = deployment.launch.sagemaker_prefix, deployment.launch.flags
    found: dict[str, Any] = {
        f"{prefix}MODEL": deployment.weights,
        f"{prefix}HOST": "0.0.0.0",  # noqa: S104 - in a container
        "HF_TOKEN": {"Ref": "HfToken"},
    }
    pairs = [(a.flag, a.value) for a in deployment.arguments]
    if deployment.held > 1:
        pairs.append((flags["data_parallel"], str(deployment.held)))
    return found | {prefix + f.lstrip("-").replace("-", "_").upper(): v for f, v in pairs}


def _endpoint(deployment: Deployment, instance: str) -> dict[str, Any]:
    container = {
        "Image": {"Fn::Sub": REGISTRY + deployment.launch.sagemaker_image},
        "Environment": _environment(deployment),
    }
    variant = {
        "VariantName": VARIANT,
        "ModelName": {"Fn::GetAtt": ["Model", "ModelName"]},
        "InstanceType": instance,
        "InitialInstanceCount": max(deployment.machines.most, 1),
        "ContainerStartupHealthCheckTimeoutInSeconds": int(
            deployment.default("start_seconds").value
        ),
    }
    return {
        "Model": {
            "Type": "AWS::SageMaker::Model",
            "Properties": {"ExecutionRoleArn": {"Ref": "RoleArn"}, "PrimaryContainer": container},
        },
        "Config": {
            "Type": "AWS::SageMaker::EndpointConfig",
            "Properties": {"ProductionVariants": [variant]},
        },
        "Endpoint": {
            "Type": "AWS::SageMaker::Endpoint",
            "Properties": {
                "EndpointName": deployment.name,
                "EndpointConfigName": {"Fn::GetAtt": ["Config", "EndpointConfigName"]},
            },
        },
    }


def _autoscaling(deployment: Deployment, concurrency: float) -> dict[str, Any]:
    """Return scaling by the requests that are in each instance."""
    dimension = {
        "ServiceNamespace": "sagemaker",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
    }
    metric = "SageMakerVariantConcurrentRequestsPerModelHighResolution"
    return {
        "Scalable": {
            "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
            "DependsOn": "Endpoint",
            "Properties": {
                **dimension,
                "ResourceId": f"endpoint/{deployment.name}/variant/{VARIANT}",
                "MinCapacity": max(deployment.machines.least, 1),
                "MaxCapacity": deployment.machines.most,
            },
        },
        "Scaling": {
            "Type": "AWS::ApplicationAutoScaling::ScalingPolicy",
            "Properties": {
                "PolicyName": f"{deployment.name}-load",
                "PolicyType": "TargetTrackingScaling",
                "ScalingTargetId": {"Ref": "Scalable"},
                "TargetTrackingScalingPolicyConfiguration": {
                    "TargetValue": concurrency,
                    "PredefinedMetricSpecification": {"PredefinedMetricType": metric},
                },
            },
        },
    }
