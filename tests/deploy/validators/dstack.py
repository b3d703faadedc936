"""Read a service as dstack does, and look its GPU up among those that it knows."""

import sys
from pathlib import Path

sys.path.pop(0)  # this file is called like the package

import gpuhunt
import yaml
from dstack._internal.core.models.configurations import parse_run_configuration

service = parse_run_configuration(yaml.safe_load(Path(sys.argv[1]).read_text()))
known = {g.name for g in (*gpuhunt.KNOWN_NVIDIA_GPUS, *gpuhunt.KNOWN_AMD_GPUS)}
assert set(service.resources.gpu.name) <= known, service.resources.gpu.name
