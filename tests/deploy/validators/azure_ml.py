"""Read a deployment as Azure Machine Learning's client does."""

import sys

from azure.ai.ml import load_online_deployment

found = load_online_deployment(sys.argv[1])
assert found.instance_type
assert found.environment.inference_config
